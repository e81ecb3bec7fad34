"""How browsers learn of the search, and the suggestions they and our own script ask for."""

from xml.etree import ElementTree

import pytest
from django.test import Client

from search.sources import Suggested
from search.views import SUGGESTIONS_A_MINUTE

pytestmark = pytest.mark.django_db

NAMESPACE = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture
def asked(monkeypatch):
    """The texts that suggestions were looked up for."""
    texts = []

    def suggest(text, user):
        texts.append(text)
        return [
            Suggested("letters & home", ""),
            Suggested("Letters", "/en/forum/letters/", "Forum"),
        ]

    monkeypatch.setattr("search.views.suggest", suggest)
    return texts


@pytest.mark.parametrize(("language", "name"), [("ru", "Вече"), ("en", "Veche")])
def test_the_description_names_the_site_and_where_to_ask(client, language, name):
    response = client.get(f"/{language}/search/description/")
    assert response["Content-Type"] == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(response.content)
    said = {tag: root.findtext(f"{NAMESPACE}{tag}") for tag in ("ShortName", "Language", "Image")}
    assert (said["ShortName"], said["Language"]) == (name, language)
    assert said["Image"].startswith("http://testserver/static/img/bell")
    ways = {url.get("type"): url.get("template") for url in root.findall(f"{NAMESPACE}Url")}
    search = f"http://testserver/{language}/search/"
    assert ways["text/html"] == f"{search}?q={{searchTerms}}"
    assert ways["application/atom+xml"] == f"{search}feed/?q={{searchTerms}}"
    assert ways["application/x-suggestions+json"] == f"{search}suggestions/?q={{searchTerms}}"


def test_a_long_or_harsh_name_of_the_site_keeps_the_description_right(client, settings):
    settings.SITE_NAME = {"ru": "Очень длинное & <название>", "en": "x"}
    root = ElementTree.fromstring(client.get("/ru/search/description/").content)
    assert root.findtext(f"{NAMESPACE}ShortName") == "Очень длинное & "


@pytest.mark.parametrize("path", ["/ru/", "/en/search/"])
def test_pages_lead_to_the_description_in_their_language(client, path):
    html = client.get(path).content.decode()
    assert f'href="/{path[1:3]}/search/description/"' in html


def test_suggestions_are_words_and_titles_with_places_and_addresses(client, asked):
    response = client.get("/en/search/suggestions/?q=let")
    assert response["Content-Type"] == "application/x-suggestions+json"
    assert response.json() == [
        "let",
        ["letters & home", "Letters"],
        ["", "Forum"],
        [
            "http://testserver/en/search/?q=letters+%26+home",
            "http://testserver/en/forum/letters/",
        ],
    ]


@pytest.mark.parametrize("text", ["", "a", " a ", "\0"])
def test_nothing_is_suggested_for_less_than_two_letters(client, asked, text):
    answer = client.get("/en/search/suggestions/", {"q": text})
    assert answer.json()[1:] == [[], [], []]
    assert asked == []


def test_only_the_beginning_of_a_long_text_is_looked_up(client, asked):
    client.get("/en/search/suggestions/", {"q": "a" * 10_000})
    assert asked == ["a" * 100]


def test_who_asks_too_often_gets_none_until_the_minute_is_over(asked, monkeypatch):
    monkeypatch.setattr("search.views.SUGGESTIONS_A_MINUTE", 2)
    assert SUGGESTIONS_A_MINUTE >= 300
    flooding, other = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="203.0.113.8")
    counts = [len(flooding.get("/en/search/suggestions/?q=let").json()[1]) for _time in range(3)]
    assert counts == [2, 2, 0]
    assert other.get("/en/search/suggestions/?q=let").json()[1]
