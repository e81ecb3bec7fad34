"""Addresses that lead on: changed ones, older sites' ones, and what can be none."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from blog import hits, redirecting
from blog.models import Post, Redirect
from blog.redirecting import Goal, Refused, Wish
from tests.factories import make_post, make_translated_post, make_user
from tests.forum.factories import make_topic

pytestmark = pytest.mark.django_db
TOMORROW = timezone.now() + datetime.timedelta(days=1)


def change(post, **values):
    """As an editor's save does."""
    before = Post.objects.get(pk=post.pk)
    for name, value in values.items():
        setattr(post, name, value)
    post.save()
    redirecting.keep(before, post)


def led(client, path):
    """Where a reader ends, and in how many steps; the page there is found."""
    response = client.get(path, follow=True)
    assert response.status_code == 200
    assert all(status == 301 for _address, status in response.redirect_chain)
    last = response.redirect_chain[-1][0] if response.redirect_chain else path
    return last, len(response.redirect_chain)


# What a change of an address keeps


@pytest.mark.parametrize("path", ["/ru/blog/dom/", "/ru/blog/dom"])
def test_the_address_before_leads_to_the_post(client, path):
    change(make_translated_post(), slug_ru="izba")
    assert led(client, path) == ("/ru/blog/izba/", 1)
    assert client.get("/en/blog/house/").status_code == 200


def test_all_addresses_a_post_had_lead_straight_to_the_last(client):
    post = make_translated_post()
    for slug in ("hut", "cabin", "lodge"):
        change(post, slug_en=slug)
    for slug in ("house", "hut", "cabin"):
        assert led(client, f"/en/blog/{slug}/") == ("/en/blog/lodge/", 1)


def test_an_earlier_address_taken_again_is_no_circle(client):
    post = make_translated_post()
    change(post, slug_en="hut")
    change(post, slug_en="house")
    assert led(client, "/en/blog/house/") == ("/en/blog/house/", 0)
    assert led(client, "/en/blog/hut/") == ("/en/blog/house/", 1)
    assert not Redirect.objects.filter(path="/en/blog/house").exists()


def test_the_page_of_a_language_a_post_lacks_is_found_by_its_address_before(client):
    change(make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>"), slug_ru="izba")
    assert led(client, "/en/blog/dom/")[0] == "/en/blog/izba/"


def test_what_nobody_could_have_seen_keeps_no_address():
    for moment in (None, TOMORROW):
        change(make_translated_post(published_at=moment, slug_ru="a", slug_en="b"), slug_en="c")
        Post.objects.all().delete()
    assert not Redirect.objects.exists()


def test_a_withdrawn_post_is_not_led_to(client):
    post = make_translated_post()
    change(post, slug_en="hut", published_at_ru=None, published_at_en=None)
    assert client.get("/en/blog/house/").status_code == 404
    change(post, published_at_ru=timezone.now(), published_at_en=timezone.now())
    assert led(client, "/en/blog/house/")[0] == "/en/blog/hut/"


def test_another_post_may_have_the_address_now(client):
    change(make_translated_post(), slug_en="hut")
    other = make_post(title_en="Home", slug_en="house", body_en="<p>Yes</p>")
    redirecting.keep(None, other)
    assert b"Home" in client.get("/en/blog/house/").content
    assert not Redirect.objects.filter(path="/en/blog/house").exists()


def test_a_save_that_changes_no_address_keeps_none(django_assert_num_queries):
    post = make_translated_post()
    before = Post.objects.get()
    with django_assert_num_queries(3):  # with the savepoint
        redirecting.keep(before, post)
    assert not Redirect.objects.exists()


def test_what_led_to_the_address_before_is_led_straight_on(client):
    post = make_translated_post()
    Redirect.objects.create(path="/about", target="/en/blog/house/")
    change(post, slug_en="hut")
    assert led(client, "/about") == ("/en/blog/hut/", 1)


def test_a_slug_by_which_an_older_post_is_found_is_known():
    change(make_translated_post(), slug_en="hut")
    assert redirecting.is_held("house")
    assert not redirecting.is_held("cabin")


# Where they lead


@pytest.mark.parametrize("path", ["/about", "/2025/05/хлеб", "/ru/old", "/en/blog/x", "/post/y"])
def test_a_path_of_any_shape_leads_on(client, path):
    Redirect.objects.create(path=path, target="/en/protection/")
    assert led(client, path) == ("/en/protection/", 1)


@pytest.mark.parametrize("query", ["p=12", "p=12&utm=x"])
def test_pages_told_apart_by_a_query_alone_are_found(client, query):
    Redirect.objects.create(path=f"/?{query}", target="/en/protection/")
    Redirect.objects.create(path=f"/index.php?{query}", target="/en/protection/")
    for path in (f"/?{query}", f"/index.php?{query}"):
        assert led(client, path) == ("/en/protection/", 1)


def test_a_live_page_goes_before_a_redirect(client):
    make_translated_post()
    Redirect.objects.create(path="/en/blog/house", target="/en/protection/")
    assert led(client, "/en/blog/house/") == ("/en/blog/house/", 0)


@pytest.mark.parametrize(
    "target",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "evil.example", "/\t/evil"],
)
def test_the_database_keeps_none_that_leads_to_another_host(target):
    with pytest.raises(IntegrityError), transaction.atomic():
        Redirect.objects.create(path="/a", target=target)


def test_the_database_keeps_none_that_leads_nowhere_or_to_itself():
    post = make_post()
    for fields in (
        {},
        {"post": post},
        {"post": post, "language": "ru", "target": "/x"},
        {"target": "/a"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Redirect.objects.create(path="/a", **fields)


def test_following_costs_one_query_and_writes_nothing(client, django_assert_num_queries):
    Redirect.objects.create(path="/about", language="en", post=make_translated_post())
    with django_assert_num_queries(1):
        client.get("/about")


# Hits


def test_hits_are_added_up_with_their_day_and_nothing_else(client):
    row = Redirect.objects.create(path="/about", target="/en/protection/")
    for _time in range(3):
        client.get("/about")
    hits.flush()
    row.refresh_from_db()
    assert (row.hits, row.last_hit_on) == (3, timezone.localdate())
    hits.flush()
    assert Redirect.objects.get().hits == 3


def test_an_earlier_day_does_not_come_after_a_later_one():
    row = Redirect.objects.create(
        path="/about", target="/en/protection/", last_hit_on=TOMORROW.date()
    )
    hits.note(row.pk)
    hits.flush()
    row.refresh_from_db()
    assert row.last_hit_on == TOMORROW.date()


def test_what_the_site_asks_itself_is_no_hit():
    Redirect.objects.create(path="/post/about", target="/en/protection/")
    assert redirecting.answer_of("/post/about") == (301, "/en/protection/")
    hits.flush()
    assert Redirect.objects.get().hits == 0


# What can be one


def test_an_address_of_a_post_is_the_post_itself():
    post = make_translated_post()
    assert redirecting.goal_of("/en/blog/house/") == Goal(post, "en")
    assert redirecting.goal_of("http://testserver/ru/blog/dom") == Goal(post, "ru")


def test_a_page_is_led_to_by_its_address():
    topic = make_topic(author=make_user())
    for address in (topic.address_in("ru"), "/en/protection/", "/ru/search/?q=дом#results"):
        assert redirecting.goal_of(address) == Goal(target=address)


def test_what_leads_on_is_not_led_to(client):
    post = make_translated_post()
    Redirect.objects.create(path="/a", language="en", post=post)
    Redirect.objects.create(path="/b", target="/en/protection/")
    assert redirecting.goal_of("/a") == Goal(post, "en")
    assert redirecting.goal_of("/b") == Goal(target="/en/protection/")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/ru/",
        "//evil.example/ru/",
        "/ru/%5c/evil.example",
        "http://[",
        "ru/blog/",
        "/ru/nothing/",
        "/ru/blog/nothing/",
        "javascript:alert(1)",
        "/" + "a" * 501,
        "/ru/\n/",
        "",
    ],
)
def test_nothing_else_is_led_to(address):
    with pytest.raises(Refused):
        redirecting.goal_of(address)


@pytest.mark.parametrize("old", ["/en/blog/house/", "/en/blog", "/", "/search?q=x", "/admin/", ""])
def test_the_address_of_a_page_that_is_there_is_refused(old):
    make_translated_post()
    with pytest.raises(Refused):
        redirecting.free_path(old)


@pytest.mark.parametrize(
    ("old", "path"),
    [
        ("https://old.example/2025/05/bread/", "/2025/05/bread"),
        ("/blog/x", "/blog/x"),
        ("/en/blog/gone/", "/en/blog/gone"),
        ("/?p=12", "/?p=12"),
        ("/%D1%85%D0%BB%D0%B5%D0%B1", "/хлеб"),
    ],
)
def test_an_old_address_is_kept_in_one_spelling(old, path):
    assert redirecting.free_path(old) == path


def test_wishes_that_lead_on_to_one_another_lead_straight(client):
    rows, refused = redirecting.check(
        [Wish("/a", "/b"), Wish("/b", "/c", 2), Wish("/c", "/en/protection/", 3)]
    )
    assert not refused
    redirecting.write(rows)
    assert all(led(client, path) == ("/en/protection/", 1) for path in ("/a", "/b", "/c"))


def test_circles_are_refused_by_line():
    wishes = [Wish("/a", "/b", 1), Wish("/b", "/a", 2), Wish("/c", "/c", 3), Wish("/d", "/en/", 4)]
    rows, refused = redirecting.check(wishes)
    assert [row.path for row in rows] == ["/d"]
    assert [wish.line for wish, _reason in refused] == [1, 2, 3]


def test_a_circle_over_what_is_there_is_refused():
    Redirect.objects.create(path="/b", target="/a")
    _rows, [(wish, _reason)] = redirecting.check([Wish("/a", "/b")])
    assert wish.old == "/a"


def test_a_row_in_place_of_another_keeps_its_hits():
    Redirect.objects.create(path="/a", target="/en/", hits=7)
    redirecting.write([Redirect(path="/a", target="/ru/")])
    assert list(Redirect.objects.values_list("target", "hits")) == [("/ru/", 7)]
