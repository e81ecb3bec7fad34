"""The page of results in each of its states, over results made here: the engine has its own tests."""

import datetime
import gzip
import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.http import QueryDict
from django.utils.html import strip_tags

from blog.demo import content
from core.scrubbing import Formatter
from search.bets import Bet
from search.results import Choice, Count, Piece, Result, Results
from search.sources import Found, Hit, Kind
from tests.factories import make_topic
from tests.forum.factories import make_section

pytestmark = pytest.mark.django_db

DAY = datetime.datetime(2026, 3, 8, 12, tzinfo=datetime.UTC)


class Things:
    """As much of a source as addresses and labels need."""

    name = "thing"
    kinds = (Kind("things", "Things", one="Thing"), Kind("others", "Others"))


@pytest.fixture(autouse=True)
def sources(monkeypatch):
    for module in ("addresses", "templatetags.search"):
        monkeypatch.setattr(f"search.{module}.all_sources", lambda: (Things(),))


@pytest.fixture
def answer(monkeypatch):
    """Lets every search answer with these results; the wishes that were asked, last one last."""
    asked = []

    def prepare(*results, **fields):
        def find(wish, user):
            asked.append(wish)
            return Results(wish, list(results), **fields)

        monkeypatch.setattr("search.views.find", find)
        return asked

    return prepare


def result(number=1, *, title="Title", snippet="Words", kind="things", found="en", **fields):
    hit = Hit(title, f"/en/things/{number}/", snippet, fields.pop("language", "en"), DAY)
    return Result(
        replace(hit, **fields), Found(number, found), kind, [Piece(title)], [Piece(snippet)]
    )


def page(client, query="", language="en"):
    response = client.get(f"/{language}/search/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_an_empty_query_lists_everything_with_counts_of_kinds(client, answer):
    kinds = [Choice("things", "Things", Count(956)), Choice("others", "Others", Count(82))]
    answer(result(), total=Count(1038), kinds=kinds)
    assert "1,038 results: Things (956), Others (82)" in page(client)
    assert "1,038 results</p>" in page(
        client, "?kind=things"
    )  # of one kind: the tabs have the others


def test_a_query_is_in_the_box_and_what_it_found_below(client, answer):
    answer(result(title="Letters", place="Help", place_address="/en/help/", author="Vera", note="answered"), total=Count(1))  # fmt: skip
    html = page(client, "?q=letters")
    assert 'value="letters"' in html
    assert '<a href="/en/things/1/">Letters</a>' in html
    for said in ("<span>Thing", '<a href="/en/help/">Help</a>', "Vera", "8 March 2026", "answered"):
        assert f"{said}</" in html, said
    assert "1 result" in html and "noindex" in html


def test_matches_are_marked_and_marks_cannot_be_forged(client, answer):
    pieces = [Piece("a <b> "), Piece("<mark>", True), Piece(" </mark>&")]
    answer(result()._replace(title=pieces, snippet=pieces), total=Count(1))
    marked = "a &lt;b&gt; <mark>&lt;mark&gt;</mark> &lt;/mark&gt;&amp;"
    assert page(client, "?q=x").count(marked) == 2


@pytest.mark.parametrize(
    "words", ['"><script>', "{{ x }}", "<b>", "'\"&", "%_\\", "\u202eabc", "\0x"]
)
def test_no_query_becomes_markup(client, answer, words):
    answer(mended=words, doubtful=(words,), nearest=(words,), total=Count(0))
    html = client.get("/en/search/", {"q": words, "kind": words}).content.decode()
    assert "<script>" not in html and "<b></b>" not in html and "Nothing was found" in html


@pytest.mark.parametrize(
    ("count", "english", "russian"),
    [
        (Count(1), "1 result", "1\xa0результат"),
        (Count(22), "22 results", "22\xa0результата"),
        (Count(11), "11 results", "11\xa0результатов"),
        (Count(9_999), "9,999 results", "9\xa0999\xa0результатов"),
        (Count(10_000, is_more=True), "Over 10,000 results", "Больше 10\xa0000\xa0результатов"),
    ],
)
def test_totals_are_honest_and_in_right_plurals(client, answer, count, english, russian):
    answer(result(), total=count)
    for language, said in (("en", english), ("ru", russian)):
        html = client.get(f"/{language}/search/?q=x").content.decode()
        assert f"<p>{said}</p>" in html or f"<p>{said}. " in html


def test_what_is_in_another_language_says_so(client, answer):
    answer(result(language="ru", found="ru"), total=Count(1))
    html = page(client, "?q=x")
    assert '<h2 lang="ru"><a href="/en/things/1/" hreflang="ru">' in html
    assert '<p lang="ru">Words</p>' in html and "in Russian" in html
    assert "found by" not in html


def test_what_was_found_by_its_other_version_says_so(client, answer):
    answer(result(found="ru"), total=Count(1))
    html = page(client, "?q=x")
    assert "<h2><a" in html and '<p lang="ru">Words</p>' in html
    assert "found by its Russian version" in html
    assert "in Russian" not in html


def test_results_without_all_words_are_told_from_the_rest(client, answer):
    answer(result(), total=Count(30), with_all_words=Count(12))
    assert "12 of them have all the words; the others are the closest partial matches." in page(
        client, "?q=a+b"
    )
    answer(result(), total=Count(30), with_all_words=Count(30))
    assert "have all the words" not in page(client, "?q=a+b")
    answer(result(), total=Count(30))
    assert "None has all the words; these are the closest partial matches." in page(
        client, "?q=a+b"
    )
    assert "None of them" not in page(client)


def test_a_mended_query_is_said_and_can_be_taken_literally(client, answer):
    asked = answer(result(), total=Count(1), mended="letters")
    html = page(client, "?q=lettrs&kind=things")
    assert "Shown for <b>letters</b>." in html
    assert 'href="/en/search/?q=lettrs&amp;kind=things&amp;exact=1"' in html
    page(client, "?q=lettrs&exact=1")
    assert [wish.verbatim for wish in asked] == [False, True]


def test_words_that_are_nowhere_are_named(client, answer):
    answer(result(), total=Count(1), doubtful=("abc", "def"))
    assert "Found nowhere here: “abc”, “def”." in page(client, "?q=x")


def test_words_that_say_nothing_are_said_to_be_left_out(client, answer):
    answer(result(), total=Count(1), says_nothing=True)
    assert "in nearly every text, so the search leaves them out" in page(client, "?q=the")


def test_what_editors_put_first_comes_first(client, answer):
    bet = Bet("How to stop", "Two clicks.", "/en/donate/manage/", "en")
    answer(result(title="Other"), total=Count(1), best=[bet])
    html = page(client, "?q=stop")
    assert '<li><a href="/en/donate/manage/">' in html
    assert '<li lang="en"><a href="/en/donate/manage/">' in page(client, "?q=stop", "ru")
    assert html.index('<a href="/en/donate/manage/">How to stop</a>') < html.index("Other")
    assert "<p>Two clicks.</p>" in html


def test_a_search_that_was_stopped_says_so_and_is_kept_by_nobody(client, answer):
    answer(is_cut_short=True)
    response = client.get("/en/search/?q=x")
    assert "stopped before its end" in response.content.decode()
    assert "Nothing was found" not in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert client.get("/en/search/?q=x&page=3").status_code == 200  # perhaps there is one


def test_kinds_filters_and_order_are_links_and_fields_that_keep_the_rest(client, answer):
    answer(
        result(), total=Count(2), page_count=2,
        kinds=[Choice("things", "Things", Count(2), is_chosen=True)],
        periods=[Choice("week", "past week", Count(1)), Choice("2025", "2025", Count(1), is_chosen=True)],
    )  # fmt: skip
    html = page(client, "?q=x&kind=things&when=2025&sort=date")
    kept = "q=x&amp;kind=things&amp;when=2025&amp;sort=date"
    assert f'rel="next" href="/en/search/?{kept}&amp;page=2"' in html
    assert 'href="/en/search/?q=x&amp;when=2025&amp;sort=date">Everything' in html
    assert 'href="/en/search/?q=x&amp;kind=things&amp;when=2025">Best first' in html
    assert '<option value="2025" selected>2025 (1)</option>' in html
    assert '<input type="hidden" name="kind" value="things" form="search">' in html
    assert 'href="/en/search/?q=x&amp;kind=things&amp;sort=date">2025' in html  # without the filter
    assert 'href="/ru/search/?q=x&amp;kind=things&amp;when=2025&amp;sort=date"' in html


def test_a_filter_is_set_on_the_same_words_to_the_letter(client, answer):
    """Only by its own button: new words in the box may be mended."""
    answer(result(), total=Count(1), periods=[Choice("2025", "2025", Count(1))])
    button = '<button class="quiet" form="search"'
    assert f'{button} name="exact" value="1">Filter<' in page(client, "?q=lettrs&exact=1")
    assert f"{button}>Filter<" in page(client, "?q=lettrs")


def test_a_filter_in_force_stays_visible_when_it_has_no_results(client, answer):
    answer(total=Count(0))
    html = page(client, "?q=x&who=thing-7")
    assert '<option value="thing-7" selected>an unknown author</option>' in html


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("lang=be", "in Belarusian"),
        ("when=week", "in the last week"),
        ("when=2019", "2019"),
        ("where=thing-9", "an unknown place"),
    ],
)
def test_a_filter_that_leaves_nothing_is_named_in_words(client, answer, chosen, said):
    answer(total=Count(0))
    html = page(client, f"?q=x&{chosen}")
    assert f" selected>{said}</option>" in html
    assert f'<a class="tag chosen" href="/en/search/?q=x">{said} ' in html


def test_languages_are_chosen_by_their_names(client, answer):
    answer(result(), total=Count(1), languages=[Choice("ru", "ru", Count(1))])
    assert '<option value="ru">in Russian (1)</option>' in page(client, "?q=x")


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        ("kind=others", "kind", "others"), ("kind=none", "kind", ""),
        ("lang=be", "language", "be"), ("lang=xx", "language", ""),
        ("when=month", "period", "month"), ("when=2025", "period", "2025"), ("when=3025", "period", ""),
        ("where=thing-1", "place", "thing-1"), ("where=none-1", "place", ""),
        ("who=thing-12", "author", "thing-12"), ("who=thing-" + "1" * 19, "author", ""), ("who=thing-١", "author", ""),
        ("sort=date", "by_date", True), ("sort=none", "by_date", False),
        ("page=2", "page", 2), ("page=0", "page", 1), ("page=x", "page", 1), ("page=٢", "page", 1),
        ("exact=1", "verbatim", True), ("exact=", "verbatim", False),
    ],
)  # fmt: skip
def test_a_parameter_is_taken_or_ignored(client, answer, given, field, value):
    asked = answer(result(), total=Count(99), page_count=5)
    assert client.get(f"/en/search/?q=x&{given}").status_code == 200
    assert getattr(asked[-1], field) == value


@pytest.mark.parametrize("number", [6, 26, 9999])
def test_there_is_no_page_beyond_the_last(client, answer, number):
    answer(result(), total=Count(99), page_count=5)
    assert client.get(f"/en/search/?q=x&page={number}").status_code == 404


def test_the_last_page_says_when_there_is_more(client, answer):
    answer(result(), total=Count(600), page_count=25)
    assert "more than these pages can show" in page(client, "?q=x&page=25")
    assert "more than these pages can show" not in page(client, "?q=x&page=24")


def test_when_nothing_is_found_there_are_ways_on(client, answer):
    make_section(slug="talk")
    make_section(slug="questions", is_questions=True)
    make_topic(title_en="Courts", slug_en="courts")
    answer(nearest=("letters",))
    html = page(client, "?q=%22lettrs+home%22&kind=things")
    assert "Nothing was found" in html and "words, filters and conditions together" in html
    assert '<a href="/en/search/?q=letters&amp;kind=things">letters</a>' in html
    assert 'href="/en/search/?q=%22lettrs+home%22">Look everywhere' in html
    assert 'href="/en/search/?q=lettrs+home">Look for the words alone: lettrs home</a>' in html
    assert "/en/forum/questions/start/?title=lettrs%20home" in html
    assert "Courts" in html


def test_how_words_were_looked_for_is_said_where_they_alone_were_asked_for(client, answer):
    answer()
    assert "every form of the words" in page(client, "?q=lettrs")
    for asked in ("?q=lettrs&lang=en", "?q=lettrs+lang:en", "?q=author:nobody"):
        assert "every form of the words" not in page(client, asked), asked


def test_a_search_to_the_letter_that_finds_nothing_offers_a_kinder_one(client, answer):
    answer()
    html = page(client, "?q=lettrs&exact=1")
    assert "exactly as you typed them" in html
    assert '<a href="/en/search/?q=lettrs">Look for similar spellings as well</a>' in html
    assert "Look everywhere" not in html


def test_no_proxy_keeps_a_query_whatever_became_of_it(client, answer):
    answer(result(), total=Count(1))
    for path in (
        "/en/search/?q=x",
        "/en/search/?page=9&q=x",
        "/search?q=x",
        "/en/search/feed/?q=x",
    ):
        assert client.get(path)["Cache-Control"] == "private, no-cache", path
    assert client.get("/en/search/")["Cache-Control"].startswith("public")
    assert client.get("/en/search/suggestions/?q=xy")["Cache-Control"] == "private, no-store"


def test_nothing_is_logged_of_a_search_that_breaks(client, monkeypatch, caplog):
    def find(wish, user):
        raise ValueError(wish.query.text)

    monkeypatch.setattr("search.views.find", find)
    client.raise_request_exception = False
    with caplog.at_level("DEBUG"):
        for path in ("/en/search/", "/en/search/feed/"):
            assert client.get(path, {"q": "secretword", "who": "thing-5"}).status_code == 500
    formatter = Formatter("%(levelname)s %(message)s")
    said = "\n".join(map(formatter.format, caplog.records))
    assert "ValueError" in said and "secretword" not in said and "thing-5" not in said


@pytest.mark.parametrize("query", ["?q=a+b&page=2", "?q=%D1%91", "?q=%00%FF", ""])
def test_the_old_address_leads_to_the_page(client, query):
    response = client.get(f"/search{query}")
    words = QueryDict(query[1:]).get("q", "").replace("\0", "")
    target = "/ru/search/" + (f"?{urlencode({'q': words})}" if words else "")
    assert (response.status_code, response["Location"]) == (301, target)


def test_the_page_asks_the_database_nothing_beside_the_search(
    client, answer, django_assert_num_queries
):
    for count in (2, 20):
        answer(*map(result, range(count)), total=Count(count))
        with django_assert_num_queries(0):
            page(client, "?q=x")


def real_results(versions):
    """Twenty with titles as they are, and 200 characters of running text each."""
    text = " ".join(strip_tags(it.body) for it in versions)
    for number in range(20):
        title = versions[number % len(versions)].title
        words = text[number * 400 : number * 400 + 200]
        pieces = [Piece(words[:80]), Piece(words[80:90], True), Piece(words[90:])]
        fields = {"place": title[:40], "place_address": "/x/", "author": f"Автор {number}"}
        yield result(number, title=title, **fields)._replace(snippet=pieces)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_first_visit_fits_one_flight(client, answer, language):
    """With every line that may stand above the results."""
    versions = [it.versions[language] for it in content.load() if language in it.versions]
    title = versions[0].title
    choices = [Choice(f"thing-{n}", title[n:], Count(n)) for n in range(8)]
    answer(
        *real_results(versions), total=Count(10_000, is_more=True), with_all_words=Count(9), page_count=25,
        kinds=choices[:4], periods=choices, places=choices, authors=choices, languages=choices[:2],
        mended=title, doubtful=("x", "y"),
    )  # fmt: skip
    response = client.get(f"/{language}/search/?q={title}", headers={"Accept-Encoding": "gzip, br"})
    html = gzip.decompress(response.content).decode()
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', html)
    css = sum((settings.STATIC_ROOT / f"{sheet}.br").stat().st_size for sheet in sheets)
    print(f"{len(response.content):,} HTML + {css:,} CSS = {len(response.content) + css:,} bytes")
    assert len(sheets) == 2
    assert len(response.content) + css <= 14 * 1024
