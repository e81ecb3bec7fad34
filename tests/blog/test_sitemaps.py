from datetime import UTC, datetime

import pytest

from blog.models import Post
from core.sitemaps import ROWS
from tests.factories import make_post, make_translated_post

pytestmark = pytest.mark.django_db


def test_the_sitemap_names_only_languages_a_post_exists_in(client):
    post = make_translated_post()
    make_post(title_ru="Сад", slug_ru="sad", body_ru="<p>Да</p>")
    xml = client.get(f"/sitemap-posts-{post.pk // ROWS}.xml").content.decode()
    assert "<loc>http://testserver/ru/blog/dom/</loc>" in xml
    assert 'hreflang="en" href="http://testserver/en/blog/house/"' in xml
    assert "http://testserver/ru/blog/sad/" in xml
    assert "/en/blog/sad/" not in xml


def test_robots_are_shown_the_sitemap_and_kept_from_search(client):
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /ru/search/" in text


def test_the_index_names_a_file_for_so_many_posts_and_when_each_changed(
    client, django_assert_max_num_queries
):
    for pk, day in [(ROWS, 1), (ROWS + 1, 2), (3 * ROWS - 1, 3)]:
        make_post(pk=pk, slug_ru=f"dom-{pk}")
        Post.objects.filter(pk=pk).update(updated_at=datetime(2026, 1, day, tzinfo=UTC))
    with django_assert_max_num_queries(2):
        index = client.get("/sitemap.xml").content.decode()
    for file, day in [(1, "2026-01-02"), (2, "2026-01-03")]:
        assert f"/sitemap-posts-{file}.xml</loc><lastmod>{day}" in index
    assert index.count("/sitemap-posts-") == 2
    found = [client.get(f"/sitemap-posts-{file}.xml").content.decode() for file in (1, 2)]
    assert [xml.count("<loc>") for xml in found] == [2, 1]


def test_what_readers_do_not_have_needs_no_file(client):
    make_post(published_at=None)
    assert "/sitemap-posts-" not in client.get("/sitemap.xml").content.decode()
