"""What a post is told to lack before it comes out."""

import datetime

import pytest
from django.utils import timezone

from blog.models import Post, Redirect
from editing.checking import problems
from editing.kinds import kind_of
from tests.factories import make_picture, make_post, make_topic, make_translated_post

pytestmark = pytest.mark.django_db

TEXT = {"title_ru": "Сад", "slug_ru": "sad", "summary_ru": "О саде"}


def found(body="<p>Да</p>", **values):
    """(field, fragment) of what there is to say of a post about a topic."""
    values = {**TEXT, "body_ru": body, "topics": [1]} | values
    return [(each.field, each.fragment) for each in problems(kind_of(Post), values, "ru")]


def linked(address):
    return [fragment for _f, fragment in found(f'<p><a href="{address}">там</a></p>')]


def test_a_post_without_a_topic_is_told():
    assert found(topics=[]) == [("topics", "")]
    assert found() == []


def test_a_cover_that_does_not_say_what_it_shows_in_the_language_is_told_and_led_to():
    cover = make_picture(alt_en="A river")
    assert found(cover=cover.pk) == [("cover", "A river")]
    [problem] = problems(kind_of(Post), {**TEXT, "topics": [1], "cover": cover.pk}, "ru")
    assert problem.address == f"/admin/library/picture/{cover.pk}/change/#id_alt_ru"
    cover.alt_ru = "Река"
    cover.save()
    assert found(cover=cover.pk) == []
    assert found(cover=cover.pk + 1) == []  # which was deleted meanwhile


def test_a_row_can_be_checked_as_it_is():
    post = make_post(summary_ru="Коротко")
    kind = kind_of(Post)
    assert [each.field for each in problems(kind, kind.values(post), "ru")] == ["topics"]
    post.topics.add(make_topic())
    assert problems(kind, kind.values(post), "ru") == []


@pytest.mark.parametrize(
    "address",
    [
        "/ru/blog/dom/", "/ru/blog/dom", "/en/blog/house/", "/ru/blog/house/", "/ru/blog/dom/#steny",
        "http://testserver/ru/blog/dom/", "//testserver/ru/blog/", "/ru/search/?q=дом", "/old/dom",
        "/ru/", "/", "#steny", "https://example.org/nowhere/", "mailto:x", "tel:1",
        "/ru/blog/sad/",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_not_told(address):
    post = make_translated_post()
    make_post(**TEXT, body_ru="<p>Это он сам</p>", published_at=None)
    Redirect.objects.create(path="/old/dom", post=post, language="ru")
    assert linked(address) == []


@pytest.mark.parametrize(
    "address",
    ["/ru/blog/nowhere/", "/nowhere/", "/ru/forum/help/1-x/", "nowhere", "http://testserver/no/"],
)
def test_a_link_to_no_page_is_told(address):
    assert linked(address) == [address]


@pytest.mark.parametrize("moment", [None, timezone.now() + datetime.timedelta(days=1)])
def test_a_link_to_a_post_that_is_not_out_in_that_language_is_told(moment):
    make_translated_post(published_at_en=moment)
    assert linked("/en/blog/house/") == ["/en/blog/house/"]
    assert linked("/ru/blog/dom/") == []


def test_links_to_posts_take_a_query_each_up_to_a_limit(django_assert_max_num_queries):
    make_translated_post()
    body = "".join(f'<p><a href="/ru/blog/dom/#{n}">там</a></p>' for n in range(300))
    with django_assert_max_num_queries(30):
        assert found(body) == []
