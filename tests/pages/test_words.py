"""Editors add words to pages that the site makes itself; what the site says there stays."""

import pytest

from pages.admin import PageForm
from pages.search_sources import WrittenPages
from search import pages as read
from search.models import Page as ReadPage
from tests.factories import make_page

pytestmark = pytest.mark.django_db
ADDRESSES = ("protection", "mirrors", "exit-help")


def make_words(slug="protection", **fields):
    body = '<p>Ask us.</p><details class="callout"><p>x</p></details>'
    return make_page(**{"slug_ru": slug, "slug_en": slug, "body_en": body} | fields)


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.parametrize("slug", ADDRESSES)
def test_words_end_a_page_of_the_site_under_their_title(client, slug):
    before = page(client, f"/en/{slug}/")
    make_words(slug)
    html = page(client, f"/en/{slug}/")
    main, _heading, words = html.partition("<h2>Who we are</h2>")
    assert "<p>Ask us.</p>" in words and "<p>Да</p>" in page(client, f"/ru/{slug}/")
    assert main.split() == before[: len(main)].split()


def test_what_is_not_out_in_a_language_is_not_shown_there(client):
    make_words(published_at_en=None)
    assert "Who we are" not in page(client, "/en/protection/")
    assert "Кто мы" not in page(client, "/en/protection/")
    assert "Кто мы" in page(client, "/ru/protection/")


def test_only_who_writes_such_an_address_shares_it():
    data = {"title_en": "Mirrors", "body_en": "<p>Yes</p>"}
    form = PageForm(data)
    assert form.is_valid() and form.cleaned_data["slug_en"] == "mirrors-2"
    form = PageForm(data | {"slug_en": "mirrors"})
    assert form.is_valid() and form.cleaned_data["slug_en"] == "mirrors"


def test_a_preview_shows_them_where_they_will_stand(admin_client):
    row = make_words(published_at=None)
    html = page(admin_client, f"/admin/pages/page/{row.pk}/preview/en/page/")
    assert "How this site protects you" in html and "<p>Ask us.</p>" in html
    assert "Ask us." not in page(admin_client, "/en/protection/")


def test_they_are_found_and_listed_once_as_part_of_that_page(client):
    make_words()
    read.read_pages()
    assert "Ask us." in ReadPage.objects.get(name="protection", language="en").body
    assert not WrittenPages().rows(None) and not WrittenPages().texts(None)
    assert "/protection/" not in page(client, "/sitemap-written.xml")
