"""What anybody may type: every query is answered, and none becomes a statement or an error."""

import json
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import counting, pacing
from tests.forum.factories import make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db

PIECES = [
    "замок", "крыльцо", "wall", "pfvjr", "zamok", "замка", "йцук-замок", "и", "the", "OR", "ИЛИ", "-", "--", '"', "«", "»",
    "(", ")", ":", "author:", "автор:x", "in:", "in:help", "in:nowhere", "topic:x", "before:2024", "after:2100-12-31",
    "before:01.01.1900", "lang:en", "lang:uk", "-wall", '-"old wall"', "'", "''", "\\", "\\'", "&", "|", "!", "<->", "<2>",
    ":*", ":A", "*", "%", "%s", "%(x)s", "{0}", "{", "_", "\0", "\x01", "\x85", "\u202e", "\u0301", "\ufeff", "\ufffe",
    "😀", "İ", "ß", "ﬃ", "Σ", "²³", "Ⅷ", "١٢", "1.1", "-5", "1.2.3", "a" * 2_100, "щ" * 1_000, "<b>", "]]>", "&amp;", "$1",
]  # fmt: skip
typed = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
)
chosen = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["posts", "topics", "replies", "pages", "x"]),
        "lang": st.sampled_from(["ru", "en", "be", "x"]),
        "when": st.sampled_from(["week", "1900", "2099", "2026", "x"]),
        "where": st.sampled_from(["forum-1", "blog-1", "pages-1", "forum-999999999999999999", "x"]),
        "who": st.sampled_from(["forum-1", "blog-1", "pages-1", "blog-999999999999999999", "x"]),
        "sort": st.sampled_from(["date", "x"]),
        "page": st.sampled_from(["1", "0", "x", "١"]),
        "exact": st.just("1"),
    },
)
some = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def content(monkeypatch):
    """A site to search, at whatever pace."""
    monkeypatch.setattr(pacing, "SHARE", 1_000)
    topic = make_topic(make_section(slug="help"), title="Замок", text="Крыльцо", language="ru")
    make_reply(topic, text="An old wall")
    counting.count_all()


@some
@given(words=typed, filters=chosen)
def test_any_query_with_any_filters_is_answered(content, client, words, filters):
    assert client.get("/en/search/", {"q": words, **filters}).status_code == 200
    feed = client.get("/ru/search/feed/", {"q": words, **filters})
    assert feed.status_code == 200
    ElementTree.fromstring(feed.content)


@some
@given(words=typed)
def test_any_beginning_of_a_query_is_answered(content, client, words):
    response = client.get("/en/search/suggestions/", {"q": words})
    assert response.status_code == 200
    assert len(json.loads(response.content)) == 4


@pytest.mark.parametrize("words", ["", "замок "])
@pytest.mark.parametrize("operator", ["in:nowhere", "topic:nothing", "author:nobody", "lang:uk"])
def test_an_operator_that_leaves_nothing_finds_nothing(content, client, words, operator):
    for page in ("", "feed/"):
        response = client.get(f"/en/search/{page}", {"q": words + operator})
        assert response.status_code == 200
        assert "/forum/" not in response.content.decode().partition('class="rows found"')[2]


def test_half_a_character_in_an_old_address_is_no_error(client):
    """UTF-7 can say one: a request may name the encoding of its address."""
    response = client.get("/search?q=a%2B2AA-", CONTENT_TYPE="text/html; charset=utf-7")
    assert response["Location"] == "/ru/search/?q=a"
