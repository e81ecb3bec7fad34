"""Atom feeds hold what strangers may read, with personal data masked and nobody named who isn’t."""

import datetime
import xml.etree.ElementTree as ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import personal
from forum.anonymity import author_key
from forum.models import Post, Section, Topic
from forum.standing import Standing
from tests.factories import make_user
from tests.forum.factories import make_moderator, make_replies, make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def topic():
    return make_topic(make_section(slug="help", name_en="Help"), title="Как?", text="Вопрос")


def feeds(topic):
    return ["/en/forum/feed/", "/en/forum/help/feed/", f"/en/forum/help/{topic.pk}/feed/"]


def entries(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def texts(client, path):
    return [entry.findtext(f"{ATOM}content") for entry in entries(client, path)]


@pytest.mark.parametrize("place", range(3))
def test_the_latest_come_first_with_their_text(client, topic, place):
    make_reply(topic, text="**Ответ**")
    assert texts(client, feeds(topic)[place]) == [
        "<p><strong>Ответ</strong></p>",
        "<p>Вопрос</p>",
    ]


@pytest.mark.parametrize("place", range(3))
def test_twenty_are_enough_and_cost_what_two_do(client, topic, place):
    path = feeds(topic)[place]
    make_reply(topic)
    with CaptureQueriesContext(connection) as few:
        assert len(entries(client, path)) == 2
    make_replies(topic, 30)
    for _number in range(3):
        make_reply(make_topic(topic.section))
    with CaptureQueriesContext(connection) as many:
        assert len(entries(client, path)) == 20
    assert len(few) == len(many) <= 3


def test_a_feed_holds_what_is_its_own(client, topic):
    other = make_topic(text="Чужое")
    make_topic(topic.section, text="Соседнее")
    assert "<p>Чужое</p>" in texts(client, "/en/forum/feed/")
    assert texts(client, "/en/forum/help/feed/") == ["<p>Соседнее</p>", "<p>Вопрос</p>"]
    assert texts(client, feeds(topic)[2]) == ["<p>Вопрос</p>"]
    assert client.get(f"/en/forum/help/{other.pk}/feed/").status_code == 200


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("state", ["held_at", "hidden_at", "deleted_at"])
def test_what_does_not_stand_is_in_none_even_for_moderators(client, topic, place, state):
    Post.objects.filter(pk=make_reply(topic, text="Тайна").pk).update(**{state: timezone.now()})
    client.force_login(make_moderator())
    assert texts(client, feeds(topic)[place]) == ["<p>Вопрос</p>"]


@pytest.mark.parametrize("readers", [Standing.NEW, Standing.TEAM])
def test_a_closed_section_has_no_feed_for_anybody(client, topic, readers):
    Section.objects.update(readers=readers)
    client.force_login(make_moderator())
    everything, section, one = feeds(topic)
    assert entries(client, everything) == []
    assert client.get(section).status_code == client.get(one).status_code == 404


def test_a_hidden_topic_has_no_feed(client, topic):
    Topic.objects.update(hidden_at=timezone.now())
    assert client.get(feeds(topic)[2]).status_code == 404
    assert entries(client, "/en/forum/help/feed/") == []


def authors(client, path="/en/forum/feed/"):
    return [entry.findtext(f"{ATOM}author/{ATOM}name") for entry in entries(client, path)]


def test_nobody_is_named_who_is_not(client, topic):
    now = timezone.now()
    timid = make_user(name="Timid", name_hidden_after=1)
    secretive = make_user(name="Secretive")
    days = datetime.timedelta(days=2)
    make_reply(topic, author=timid, created_at=now - days)
    make_reply(topic, author=None, author_key=author_key(topic.pk, secretive.pk))
    make_reply(topic, author=None, imported_author="Старожил")
    make_reply(topic, author=make_user(name="Vera"))
    page = client.get("/en/forum/feed/").content.decode()
    assert "Timid" not in page and "Secretive" not in page
    assert set(authors(client)) > {"Anonymous", "Старожил", "Vera", "A member"}


def test_personal_data_is_masked(client, topic, monkeypatch):
    monkeypatch.setattr(personal, "mask", lambda text: text.replace("+7 999 000-00-00", "•••"))
    make_reply(topic, text="Звоните +7 999 000-00-00")
    page = client.get("/en/forum/feed/").content.decode()
    assert "•••" in page and "999" not in page


def test_links_of_the_site_name_the_host(client, topic):
    reply = make_reply(
        topic, text="[так](/ru/blog/) [сяк](//evil.example/x) [вот](https://example.org/?reply=5)"
    )
    [text, _opening] = texts(client, "/en/forum/feed/")
    assert 'href="http://testserver/ru/blog/"' in text
    assert 'href="https://example.org/?reply=5"' in text
    assert "testserver//evil" not in text
    [entry, _opening] = entries(client, "/en/forum/feed/")
    there = entry.find(f"{ATOM}link").get("href")
    assert (
        there
        == f"http://testserver{topic.get_absolute_url().replace('/ru/', '/en/')}?reply={reply.pk}#reply-{reply.pk}"
    )


def test_a_quote_leads_to_the_topics_page(client, topic):
    said = make_reply(topic)
    make_reply(topic, text=f"> **[Вера](?reply={said.pk}#reply-{said.pk})**\n> Так.")
    there = topic.get_absolute_url().replace("/ru/", "/en/")
    [text, *_others] = texts(client, "/en/forum/feed/")
    assert f'href="http://testserver{there}?reply={said.pk}#reply-{said.pk}"' in text


def test_ids_stay_whatever_becomes_of_title_section_and_host(client, topic):
    make_reply(topic)

    def ids(path="/en/forum/feed/", **headers):
        response = client.get(path, **headers)
        found = ElementTree.fromstring(response.content).findall(f"{ATOM}entry/{ATOM}id")
        return [each.text for each in found]

    before = ids()
    Topic.objects.update(title="Иначе", section=make_section(slug="other"))
    assert before == ids() == ids(HTTP_HOST="127.0.0.1") == ids("/ru/forum/feed/")
    assert all(each.startswith("tag:") for each in before) and len(set(before)) == 2


def test_the_feed_says_its_language_and_a_text_says_its_own(client, topic):
    root = ElementTree.fromstring(client.get("/en/forum/feed/").content)
    assert root.get(LANG) == "en"
    assert root.find(f"{ATOM}entry/{ATOM}content").get(LANG) == "ru"


def test_an_unchanged_feed_is_not_sent_again_nor_kept_private(client, topic):
    first = client.get("/en/forum/feed/")
    assert first["Cache-Control"].startswith("public") and not first.cookies
    again = client.get("/en/forum/feed/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    make_reply(topic)
    assert client.get("/en/forum/feed/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
