"""A search as a feed, over results made here: a valid one that is sent again only when it has changed."""

import datetime
from xml.etree import ElementTree

import pytest

from search.results import Piece, Result, Results
from search.sources import Found, Hit

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = datetime.datetime(2026, 3, 8, 12, tzinfo=datetime.UTC)
HARSH = "a <b> & ]]> \x0b\ufffe“ё”"


@pytest.fixture
def found(monkeypatch):
    """What the next searches find; and what they were asked for."""
    answers = {"results": [], "asked": [], "is_cut_short": False}

    def find(wish, user):
        answers["asked"].append((wish, user))
        return Results(wish, list(answers["results"]), is_cut_short=answers["is_cut_short"])

    monkeypatch.setattr("search.views.find", find)
    return answers


def result(number, day=DAY, title="Title", snippet="Words", **fields):
    hit = Hit(title, f"/en/things/{number}/", snippet, "en", day, **fields)
    return Result(
        hit,
        Found(number, "ru"),
        "things",
        [Piece(title)],
        [Piece(snippet[:2], True), Piece(snippet[2:])],
    )


def feed(client, query="?q=letters", language="en"):
    response = client.get(f"/{language}/search/feed/{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml"
    return ElementTree.fromstring(response.content.decode())


def test_an_entry_names_what_was_found(client, found):
    found["results"] = [result(1, title="Letters home", author="Vera")]
    entry = feed(client).find(f"{ATOM}entry")
    said = {tag: entry.findtext(f"{ATOM}{tag}") for tag in ("title", "summary", "updated", "id")}
    assert said["title"] == "Letters home" and said["summary"] == "Words"
    assert said["updated"] == "2026-03-08T12:00:00+00:00"
    assert entry.find(f"{ATOM}link").get("href") == "http://testserver/en/things/1/"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Vera"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "ru"


def test_the_feed_is_named_after_the_words_in_each_language(client, found):
    assert feed(client).findtext(f"{ATOM}title") == "Veche says “letters”"
    assert feed(client, "").findtext(f"{ATOM}title") == "Veche: everything new"
    links = feed(client, "?q=%D1%91&when=2025", "ru").findall(f"{ATOM}link")
    addresses = {link.get("rel"): link.get("href") for link in links}
    asked = "?q=%D1%91&when=2025&sort=date"
    assert addresses["self"] == f"http://testserver/ru/search/feed/{asked}"
    assert addresses["alternate"] == f"http://testserver/ru/search/{asked}"


def test_it_is_newest_first_for_everyone_from_the_first_page(client, found, admin_user):
    client.force_login(admin_user)
    feed(client, "?q=letters&page=7&when=2025")
    ((wish, user),) = found["asked"]
    assert wish.by_date and wish.page == 1 and wish.period == "2025"
    assert user.is_anonymous


def test_an_id_stays_when_title_and_host_change(client, found, settings):
    ids = set()
    for title, host in (("Old", "testserver"), ("New", "localhost")):
        found["results"] = [result(1, title=title)]
        response = client.get("/en/search/feed/?q=x", headers={"Host": host})
        ids.add(ElementTree.fromstring(response.content).findtext(f"{ATOM}entry/{ATOM}id"))
    assert len(ids) == 1 and ids.pop().startswith("tag:")


@pytest.mark.parametrize("day", [DAY, None])
def test_the_same_feed_is_not_sent_again_and_a_changed_one_is(client, found, day):
    found["results"] = [result(1, day)]
    first = client.get("/en/search/feed/?q=x")
    again = client.get("/en/search/feed/?q=x", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    found["results"] = [result(2), result(1, day)]
    changed = client.get("/en/search/feed/?q=x", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_an_empty_feed_is_the_same_each_time(client, found):
    first, second = (client.get("/en/search/feed/?q=x") for _time in range(2))
    assert first.content == second.content
    assert feed(client).findtext(f"{ATOM}updated")


def test_texts_are_escaped_for_xml_and_once_more_for_html(client, found):
    found["results"] = [result(1, title=HARSH, snippet=HARSH, author=HARSH)]
    entry = feed(client, "?q=%3Cb%3E%26%0B").find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title").startswith("a <b> & ]]>")
    assert entry.findtext(f"{ATOM}summary").startswith("a &lt;b&gt; &amp; ]]&gt;")


def test_a_search_that_was_stopped_is_no_feed(client, found):
    found["is_cut_short"] = True
    response = client.get("/en/search/feed/?q=x")
    assert response.status_code == 503
    assert response["Retry-After"] == "120"


def test_the_page_links_the_feed_of_the_same_search(client, found):
    found["results"] = [result(1)]
    html = client.get("/en/search/?q=a&when=2025&page=1&sort=date").content.decode()
    assert html.count('href="/en/search/feed/?q=a&amp;when=2025"') == 2
