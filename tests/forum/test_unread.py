import datetime

import pytest
from django.db import connection
from django.utils import timezone

from forum import unread
from forum.models import AllRead, Topic, TopicRead
from tests.factories import make_user
from tests.forum.factories import make_replies, make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    user = make_user(joined_at=timezone.now() - datetime.timedelta(days=20))
    client.force_login(user)
    return user


def new_to(client):
    topics = client.get("/ru/forum/new/").context["page"].topics
    return {topic.pk for topic in topics}


def test_what_was_opened_to_its_end_is_no_longer_new(client, member):
    topic, other = make_topic(), make_topic()
    assert new_to(client) == {topic.pk, other.pk}
    client.get(topic.get_absolute_url())
    assert new_to(client) == {other.pk}


def test_a_reply_makes_it_new_again(client, member):
    topic = make_topic()
    client.get(topic.get_absolute_url())
    make_reply(topic)
    assert new_to(client) == {topic.pk}


def test_only_the_pages_that_were_opened_are_read(client, member):
    topic = make_topic()
    make_replies(topic, 45)
    client.get(topic.get_absolute_url())
    assert topic.pk in new_to(client)
    client.get(topic.get_absolute_url(), {"page": 3})
    assert topic.pk not in new_to(client)


def test_going_back_makes_nothing_unread(client, member):
    topic = make_topic()
    make_replies(topic, 45)
    client.get(topic.get_absolute_url(), {"page": 3})
    client.get(topic.get_absolute_url())
    assert topic.pk not in new_to(client)


def test_all_can_be_marked_as_read(client, member):
    make_topic()
    client.post("/ru/forum/new/read/")
    assert new_to(client) == set()
    topic = make_topic()
    assert new_to(client) == {topic.pk}


def test_ones_own_words_are_not_new(client, member):
    section = make_section()
    fields = {"title": "Да", "text": "Да"}
    client.post(f"/ru/forum/{section.slug}/start/", fields, follow=True)
    assert new_to(client) == set()


def test_what_is_older_than_the_memory_counts_as_read(client, member):
    old = timezone.now() - unread.MEMORY - datetime.timedelta(hours=1)
    make_topic(created_at=old)
    assert new_to(client) == set()


def test_reading_leaves_one_row_for_a_topic_however_long_and_names_nobody(client, member):
    topic = make_topic()
    make_replies(topic, 60)
    for page in (1, 2, 3):
        client.get(topic.get_absolute_url(), {"page": page})
    row = TopicRead.objects.get()
    assert row.number == 60
    assert {field.name for field in TopicRead._meta.get_fields()} == {
        "id", "reader", "topic", "number",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT reader FROM forum_topicread")
        assert str(member.pk) != cursor.fetchone()[0]


def test_old_rows_are_tidied_away(client, member):
    topic, fresh = make_topic(), make_topic()
    for each in (topic, fresh):
        client.get(each.get_absolute_url())
    old = timezone.now() - unread.MEMORY - datetime.timedelta(days=1)
    Topic.objects.filter(pk=topic.pk).update(last_posted_at=old)
    unread.tidy()
    assert TopicRead.objects.get().topic == fresh


def test_a_stranger_leaves_no_row(client):
    client.get(make_topic().get_absolute_url())
    assert not TopicRead.objects.exists() and not AllRead.objects.exists()
