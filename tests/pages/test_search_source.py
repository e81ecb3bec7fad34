"""What of pages is found, by whom, and beside which others."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery
from django.utils import timezone
from django.utils.translation import override

from pages.search_sources import WrittenPages
from search.models import Page as ReadPage
from search.sources import Found, Kind, Source, register
from tests.factories import make_editor, make_page

pytestmark = pytest.mark.django_db
STRANGER = AnonymousUser()


def raw(words):
    return SearchQuery(words, search_type="raw", config="bilingual")


def found(words, user=STRANGER):
    source = WrittenPages()
    return {
        (pk, code)
        for code, column in source.columns.items()
        for pk in source.version(source.rows(user), code).filter(**{column: raw(words)}).values_list("pk", flat=True)
    }  # fmt: skip


def test_words_are_found_in_title_summary_and_text_of_each_version():
    row = make_page(summary_en="A yard", body_ru="<p>Подвал</p>")
    assert found("подвал") == {(row.pk, "ru")}
    assert found("yard") == found("who <-> we") | {(row.pk, "en")}


@pytest.mark.parametrize("moment", [None, timezone.now() + datetime.timedelta(days=1)])
def test_what_is_not_out_is_found_by_nobody(moment):
    make_page(published_at=moment, summary_en="A yard")
    for user in (STRANGER, make_editor()):
        assert not found("yard", user)
        assert not WrittenPages().texts(user)
        assert not WrittenPages().titles(raw("we"), user, 5)


def test_a_version_that_is_not_out_is_neither_found_nor_shown():
    row = make_page(published_at_en=None, summary_en="A yard")
    source = WrittenPages()
    assert not found("yard")
    assert not source.hits([Found(row.pk, "en")], STRANGER)
    assert list(source.texts(STRANGER)) == [("Кто мы", " Да ")]


def test_a_hit_leads_to_the_readers_language(django_assert_num_queries):
    row = make_page()
    wanted = Found(row.pk, "en")
    with override("ru"), django_assert_num_queries(1):
        hit = WrittenPages().hits([wanted], STRANGER)[wanted]
    assert (hit.title, hit.address, hit.language, hit.text) == (
        "Кто мы",
        "/ru/kto-my/",
        "ru",
        "Yes",
    )


def test_written_pages_and_those_nobody_wrote_are_counted_together(client):
    make_page(body_en="<p>zanzibar</p>", title_en="Harbour")
    ReadPage.objects.create(name="mirrors", language="en", title="Mirrors", body="zanzibar")
    for kind in ("", "&kind=pages"):
        response = client.get(f"/en/search/?q=zanzibar{kind}")
        html = response.content.decode()
        assert "/en/who-we-are/" in html and "/en/mirrors/" in html
        results = response.context["found"]
        assert [(each.value, each.count.number) for each in results.kinds] == [("pages", 2)]


def test_the_empty_search_counts_them_together_too(client):
    make_page()
    ReadPage.objects.create(name="mirrors", language="en", title="Mirrors", body="x")
    results = client.get("/en/search/").context["found"]
    assert [(each.value, each.count.number) for each in results.kinds] == [("pages", 2)]


def test_its_title_is_suggested(client):
    make_page(title_en="Zanzibar harbour")
    assert "Zanzibar harbour" in client.get("/en/search/suggestions/?q=zanzib").content.decode()


def test_another_kind_of_the_same_name_is_refused():
    class Other(WrittenPages):
        kinds = (Kind("pages", "Sheets"),)

    assert issubclass(Other, Source)
    with pytest.raises(ValueError, match="pages"):
        register(Other())
