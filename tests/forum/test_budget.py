"""What the forum's pages may cost, signed in or not, at any size."""

import datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog import demo
from core import html
from forum import following, polling, unread
from forum.models import Topic
from forum.polling import Question
from tests.factories import make_user
from tests.forum.factories import make_replies, make_reply, make_section, make_topic
from tests.test_promises import BUDGET, first_visit

pytestmark = pytest.mark.django_db

SECTION_QUERIES, TOPIC_QUERIES = 8, 9


def visitors():
    """A stranger, a member, and a moderator by their group."""
    clients = [Client()]
    moderator = make_user(is_staff=True)
    group = Group.objects.create(name="Moderators")
    group.permissions.add(Permission.objects.get(codename="moderate"))
    moderator.groups.add(group)
    for user in (make_user(), moderator):
        client = Client()
        client.force_login(user)
        client.get("/ru/forum/new/")  # once a day the session notes that it was used
        clients.append(client)
    return clients


def queries_of(client, path):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def make_rich_topic(section, replies):
    """With everything a topic can have."""
    topic = make_topic(section)
    make_replies(topic, replies)
    polling.ask(topic, Question("Когда?", ["Завтра", "Никогда"]))
    answer = topic.posts.get(number=1)
    Topic.objects.filter(pk=topic.pk).update(answer=answer, answered_at=timezone.now())
    following.follow(make_user(), topic)
    unread.note(make_user(), topic, 1)
    return topic


def test_a_section_costs_the_same_for_two_topics_and_for_many():
    section, strangers = make_section(), visitors()
    counts = []
    for _round in (2, 30):
        for _topic in range(_round):
            make_reply(make_topic(section))
        make_topic(section, pinned_until=timezone.now() + datetime.timedelta(days=1))
        counts.append([queries_of(client, section.get_absolute_url()) for client in strangers])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= SECTION_QUERIES


def test_the_index_costs_the_same_for_two_sections_and_for_many():
    strangers, counts = visitors(), []
    for number in (2, 10):
        for _section in range(number):
            make_topic(make_section(parent=make_section()))
        counts.append([queries_of(client, "/ru/forum/") for client in strangers])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= SECTION_QUERIES


def test_a_topic_costs_the_same_for_two_replies_and_for_many():
    section, strangers, counts = make_section(is_questions=True), visitors(), []
    for replies in (2, 90):
        address = make_rich_topic(section, replies).get_absolute_url()
        counts.append([queries_of(client, address) for client in strangers])
        counts.append([queries_of(client, address) for client in strangers])
    assert max(map(max, counts)) <= TOPIC_QUERIES
    assert counts[0] == counts[2] and counts[1] == counts[3]


def test_lists_cost_the_same_for_two_topics_and_for_many(client):
    member = make_user()
    client.force_login(member)
    client.get("/ru/forum/new/")  # once a day the session notes that it was used
    counts = []
    for number in (2, 25):
        for _topic in range(number):
            make_reply(make_topic(), author=member)
        lists = ("new", "unanswered", "mine")
        counts.append([queries_of(client, f"/ru/forum/{name}/") for name in lists])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= SECTION_QUERIES


def pieces(language, length):
    """Pieces of prose that was written once, so that compression finds no more than it would."""
    posts = sorted(Path(demo.__file__).parent.glob(f"posts/*.{language}.html"))
    text = " ".join(html.plain_text(post.read_text()).replace("\n", " ") for post in posts)
    return (text[start : start + length] for start in range(0, len(text), length))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_first_visit_to_twenty_ordinary_replies_fits_one_flight(client, language):
    texts = pieces(language, 420)
    topic = make_topic(text=next(texts), title=next(texts)[:60])
    for _reply in range(20):
        make_reply(topic, text=next(texts))
    address = topic.get_absolute_url().replace("/ru/", f"/{language}/")
    assert first_visit(client, address) <= BUDGET


def test_a_first_visit_to_a_full_section_fits_one_flight(client):
    titles = pieces("ru", 70)
    section = make_section(description_ru=next(titles))
    for _topic in range(20):
        make_reply(make_topic(section, title=next(titles)))
    assert first_visit(client, section.get_absolute_url()) <= BUDGET


def test_the_500th_page_of_a_long_topic_asks_the_database_for_as_much_as_the_first():
    """Rows read, not milliseconds: those are `make bench`'s."""
    topic = make_topic()
    make_replies(topic, 10_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE forum_post")
    for page in (2, 500):
        posts = topic.posts.filter(number__gte=(page - 1) * 20 + 1, number__lt=page * 20 + 1)
        plan = posts.order_by("number").explain(analyze=True, format="json", buffers=True)
        assert '"Node Type": "Seq Scan"' not in plan
        assert "Rows Removed by Filter" not in plan, plan
