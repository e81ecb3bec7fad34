"""Pages as readers get them: where they are, in which language, and what is nobody's yet."""

import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from blog.models import Redirect
from core.asking import ask
from pages import moving
from pages.models import FormerSlug, Page
from tests.factories import make_editor, make_page, sign_in_with_second_factor

pytestmark = pytest.mark.django_db
TOMORROW = timezone.now() + datetime.timedelta(days=1)


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def change(row, **values):
    """As an editor's save does."""
    before = Page.objects.get(pk=row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    moving.keep(before, row)


def led(client, path):
    """Where a reader ends, and in how many steps; the page there is found."""
    response = client.get(path, follow=True)
    assert response.status_code == 200
    assert all(status == 301 for _address, status in response.redirect_chain)
    return response.redirect_chain[-1][0], len(response.redirect_chain)


def test_a_page_is_right_below_its_language(client):
    make_page(summary_ru="Коротко о нас")
    html = page(client, "/ru/kto-my/")
    assert "<h1>Кто мы</h1>" in html and "<p>Да</p>" in html and "Коротко о нас" in html
    assert '<link rel="canonical" href="http://testserver/ru/kto-my/">' in html
    assert 'hreflang="en" href="http://testserver/en/who-we-are/"' in html


def test_its_other_language_is_a_click_away(client):
    make_page()
    assert '<a href="/en/who-we-are/" hreflang="en" lang="en" aria-label="English">EN</a>' in page(client, "/ru/kto-my/")  # fmt: skip


def test_an_address_of_the_other_language_leads_to_this_ones(client):
    make_page()
    assert led(client, "/en/kto-my/") == ("/en/who-we-are/", 1)


def test_a_language_it_lacks_offers_the_one_it_has(client):
    make_page(title_en=None, slug_en=None, body_en=None)
    html = page(client, "/en/kto-my/")
    assert "Not translated yet" in html and 'href="/ru/kto-my/"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_two_pages_may_have_one_address_in_different_languages(client):
    make_page(title_ru=None, slug_ru=None, body_ru=None, slug_en="help")
    make_page(title_en=None, slug_en=None, body_en=None, slug_ru="help")
    assert "Who we are" in page(client, "/en/help/")
    assert "Кто мы" in page(client, "/ru/help/")


@pytest.mark.parametrize("moment", [None, TOMORROW], ids=["draft", "tomorrow's"])
def test_what_is_not_out_is_there_for_nobody(client, moment):
    make_page(published_at=moment)
    staff = make_editor()
    for who in ("a stranger", "staff"):
        if who == "staff":
            sign_in_with_second_factor(client, staff)
        for path in (
            "/ru/kto-my/",
            "/en/kto-my/",
            "/kto-my/",
            "/ru/kto-my",
            "/sitemap-written.xml",
        ):
            assert "Кто мы" not in page(client, path, 200 if "xml" in path else 404), (who, path)


def test_a_language_that_is_not_out_tells_nothing_of_itself(client):
    make_page(published_at_en=None)
    html = page(client, "/ru/kto-my/") + page(client, "/en/kto-my/") + page(client, "/sitemap-written.xml")  # fmt: skip
    assert "who-we-are" not in html and "Who we are" not in html
    page(client, "/en/who-we-are/", 404)


@pytest.mark.parametrize("path", ["/nowhere/", "/nowhere", "/ru/nowhere/", "/ru/nowhere"])
def test_an_unknown_address_is_as_unknown_as_before(client, path):
    make_page()
    assert "Такой страницы нет" in page(client, path, 404)


def test_an_address_without_language_or_slash_is_completed(client):
    make_page()
    assert client.get("/ru/kto-my")["Location"] == "/ru/kto-my/"
    assert client.get("/kto-my/")["Location"] == "/ru/kto-my/"


# Addresses a page had


def test_an_address_before_leads_to_the_page_in_one_step(client):
    row = make_page()
    for slug in ("o-nas", "my"):
        change(row, slug_ru=slug)
    for old in ("kto-my", "o-nas"):
        assert led(client, f"/ru/{old}/") == ("/ru/my/", 1)
    assert led(client, "/en/kto-my/") == ("/en/who-we-are/", 1)


def test_an_address_taken_again_leads_nowhere(client):
    row = make_page()
    change(row, slug_ru="my")
    change(row, slug_ru="kto-my")
    page(client, "/ru/kto-my/")
    assert led(client, "/ru/my/") == ("/ru/kto-my/", 1)


def test_another_page_takes_an_address_over_only_when_it_is_out(client):
    change(make_page(), slug_ru="my")
    other = make_page(slug_ru="kto-my", slug_en="x", title_ru="Другая", published_at=None)
    moving.keep(None, other)
    assert led(client, "/ru/kto-my/") == ("/ru/my/", 1)
    change(other, published_at_ru=timezone.now())
    assert "Другая" in page(client, "/ru/kto-my/")
    assert not FormerSlug.objects.filter(slug="kto-my").exists()


def test_what_nobody_could_have_seen_keeps_no_address():
    change(make_page(published_at=None), slug_ru="my")
    assert not FormerSlug.objects.exists()


def test_an_address_before_leads_to_nothing_that_is_withdrawn(client):
    row = make_page()
    change(row, slug_ru="my")
    change(row, published_at_ru=None, published_at_en=None)
    page(client, "/ru/kto-my/", 404)


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_missing_slash_is_no_step_of_its_own(client, slash):
    row = make_page()
    change(row, slug_ru="o-nas")
    change(row, slug_ru="my")
    for old in ("kto-my", "o-nas"):
        assert led(client, f"/ru/{old}{slash}") == ("/ru/my/", 1)
    assert led(client, f"/en/kto-my{slash}") == ("/en/who-we-are/", 1)


def test_what_leads_to_an_address_before_leads_straight_on(client):
    row = make_page()
    Redirect.objects.create(path="/about", target="/ru/kto-my/?a=1#team")
    Redirect.objects.create(path="/post/about", target="/en/who-we-are/")
    Redirect.objects.create(path="/?p=7", target="/ru/kto-my")
    change(row, slug_ru="o-nas", slug_en="us")
    change(row, slug_ru="my")
    assert led(client, "/about") == ("/ru/my/?a=1#team", 1)
    assert led(client, "/post/about") == ("/en/us/", 1)
    assert led(client, "/?p=7") == ("/ru/my/", 1)


def test_addresses_that_lead_to_one_another_make_no_circle(client):
    row = make_page()
    change(row, slug_ru="my")
    for path, target in (("/ru/my", "/ru/kto-my/"), ("/ru/kto-my", "/ru/my/")):
        Redirect.objects.create(path=path, target=target)
    assert led(client, "/ru/kto-my") == ("/ru/my/", 1)
    assert client.get("/ru/my/").status_code == 200
    change(row, published_at_ru=None, published_at_en=None)
    assert client.get("/ru/kto-my/").headers.get("Location") != "/ru/kto-my/"


def test_a_page_that_is_there_goes_before_one_that_was(client):
    change(make_page(), slug_ru="my")
    other = make_page(slug_ru="kto-my", slug_en="x", published_at=TOMORROW)
    Page.objects.filter(pk=other.pk).update(published_at_ru=timezone.now())  # its hour came
    Redirect.objects.create(path="/about", target="/ru/kto-my/")
    assert led(client, "/about") == ("/ru/kto-my/", 1)
    assert led(client, "/ru/kto-my") == ("/ru/kto-my/", 1)


@pytest.mark.parametrize("path", ["//evil.example/ru/kto-my", "/x/ru/kto-my", "/ru/kto-my/x"])
def test_only_the_whole_address_is_led_on(path):
    change(make_page(), slug_ru="my")
    assert ask(path).status_code == 404


def test_the_address_before_of_what_is_withdrawn_is_led_to_by_nothing(client):
    row = make_page()
    Redirect.objects.create(path="/about", target="/ru/kto-my/")
    change(row, slug_ru="my")
    change(row, published_at_ru=None, published_at_en=None)
    page(client, "/ru/kto-my", 404)
    assert client.get("/about", follow=True).status_code == 404


# What machines ask for


def test_caches_may_keep_a_page_and_ask_whether_it_changed(client):
    make_page()
    response = client.get("/ru/kto-my/")
    assert response["Cache-Control"].startswith("public") and response["ETag"]
    since = response["Last-Modified"]
    assert client.get("/ru/kto-my/", headers={"If-Modified-Since": since}).status_code == 304
    assert client.get("/ru/kto-my/", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_the_sitemap_has_a_page_in_the_languages_readers_have(client):
    make_page()
    make_page(title_en=None, slug_en=None, body_en=None, slug_ru="kontakty")
    text = page(client, "/sitemap-written.xml")
    assert "/en/who-we-are/</loc>" in text and "/ru/kontakty/</loc>" in text
    assert "/en/kontakty/" not in text


def test_a_page_costs_few_queries(client, django_assert_max_num_queries):
    make_page()
    cache.clear()
    with django_assert_max_num_queries(3):  # is it there, its words, the menu
        client.get("/ru/kto-my/")
