import pytest
from django.utils import timezone

from tests.factories import make_post, make_translated_post

pytestmark = pytest.mark.django_db


def test_the_sitemap_names_only_languages_a_post_exists_in(client):
    make_translated_post()
    make_post(title_ru="Сад", slug_ru="sad", body_ru="<p>Да</p>")
    year = timezone.now().year
    assert f"/sitemap-posts-{year}.xml" in client.get("/sitemap.xml").content.decode()
    xml = client.get(f"/sitemap-posts-{year}.xml").content.decode()
    assert "<loc>http://testserver/ru/blog/dom/</loc>" in xml
    assert 'hreflang="en" href="http://testserver/en/blog/house/"' in xml
    assert "http://testserver/ru/blog/sad/" in xml
    assert "/en/blog/sad/" not in xml


def test_robots_are_shown_the_sitemap_and_kept_from_search(client):
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /ru/search/" in text
