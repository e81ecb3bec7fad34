import datetime

import pytest
from django.utils import timezone

from tests.factories import make_user
from tests.forum.factories import make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return make_user(name="Wide Heron")


def profile(client, member):
    return client.get(member.get_absolute_url()).content.decode()


def test_a_profile_shows_what_was_written_under_the_name(client, member):
    topic = make_topic(title="Дом у реки")
    make_reply(topic, author=member, text="Тёплый")
    assert "Тёплый" in profile(client, member) and "Дом у реки" in profile(client, member)


def test_a_profile_shows_nothing_anonymous_hidden_or_of_closed_sections(client, member):
    open_topic = make_topic(make_section(allows_anonymous=True))
    make_reply(open_topic, author=None, author_key="ab" * 16, text="Безымянное")
    make_reply(open_topic, author=member, text="Скрытое", hidden_at=timezone.now())
    make_reply(make_topic(make_section(readers=4)), author=member, text="Внутреннее")
    make_reply(make_topic(hidden_at=timezone.now()), author=member, text="Погребённое")
    for words in ("Безымянное", "Скрытое", "Внутреннее", "Погребённое"):
        assert words not in profile(client, member)


def test_a_profile_doesn_t_lead_to_posts_that_lost_the_name(client, member):
    member.name_hidden_after = 30
    member.save()
    old = timezone.now() - datetime.timedelta(days=31)
    make_reply(make_topic(), author=member, text="Давнее", created_at=old)
    make_reply(make_topic(), author=member, text="Недавнее")
    assert "Давнее" not in profile(client, member) and "Недавнее" in profile(client, member)


def test_a_profile_costs_the_same_for_two_posts_and_for_many(
    client, member, django_assert_num_queries
):
    for _post in range(12):
        make_reply(make_topic(), author=member)
    with django_assert_num_queries(2):
        profile(client, member)
