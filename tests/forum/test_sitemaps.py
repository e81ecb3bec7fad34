import pytest
from django.utils import timezone

from core.sitemaps import ROWS
from forum import sitemaps
from tests.forum.factories import make_section, make_topic

pytestmark = pytest.mark.django_db


def sitemap(client, section):
    return client.get(f"/sitemap-{section}.xml").content.decode()


def test_topics_and_sections_for_all_are_named_in_the_language_of_their_text(client):
    topic = make_topic(title="Дом", language="ru")
    other = make_topic(title="House", language="en")
    index = client.get("/sitemap.xml").content.decode()
    name = f"forum-{topic.pk // ROWS}"
    assert f"/sitemap-{name}.xml" in index
    assert f"http://testserver/ru/forum/{topic.section.slug}/{topic.pk}-dom/" in sitemap(
        client, name
    )
    assert f"http://testserver/en/forum/{other.section.slug}/{other.pk}-house/" in sitemap(
        client, name
    )
    assert f"/en/forum/{topic.section.slug}/<" in sitemap(client, "sections")


def test_what_not_everybody_may_read_is_not_named(client):
    closed = make_topic(make_section(readers=1))
    hidden = make_topic(hidden_at=timezone.now())
    assert not sitemaps.files()
    make_topic()
    found = "".join(sitemap(client, f"forum-{file}") for file in sitemaps.files())
    assert found
    assert f"/{closed.pk}-" not in found and f"/{hidden.pk}-" not in found
    assert closed.section.slug not in sitemap(client, "sections")
