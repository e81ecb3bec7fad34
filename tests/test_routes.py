"""Every address of the site and who may do what there. A route that isn't in the table fails."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils.translation import override

from blog.models import OldAddress
from tests.factories import make_post, make_topic, make_user

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
ANYONE, NOBODY = "anyone", "nobody"


@dataclass(frozen=True)
class Rule:
    """Who may read and write; `answer` is what a reader gets, at an address that exists."""

    get: str = ANYONE
    post: str = NOBODY
    answer: int = 200


PAGE = Rule()
REDIRECT = Rule(answer=302)
MOVED = Rule(answer=301)
ROUTES = {
    "": REDIRECT,
    "preferences/": Rule(get=NOBODY, post=ANYONE),
    "favicon.ico": REDIRECT,
    "health/": PAGE,
    "robots.txt": PAGE,
    "sitemap.xml": PAGE,
    "sitemap-<slug:section>.xml": PAGE,
    "media/<path:path>": PAGE,
    "post/<path:slug>": MOVED,
    "en/post/<path:slug>": MOVED,
}
ROUTES_IN_EACH_LANGUAGE = {
    "": PAGE,
    "blog/": PAGE,
    "blog/feed/": PAGE,
    "blog/topics/<slug:slug>/": PAGE,
    "blog/topics/<slug:slug>/feed/": PAGE,
    "blog/<yyyy:year>/": PAGE,
    "blog/<yyyy:year>/<mm:month>/": PAGE,
    "blog/<slug:slug>/": PAGE,
    "forum/": PAGE,
    "donate/": PAGE,
    "search/": PAGE,
}
TABLE = ROUTES | {
    f"{code}/{route}": rule for code in LANGUAGES for route, rule in ROUTES_IN_EACH_LANGUAGE.items()
}
SAMPLES = {
    "slug": "house",
    "section": "pages",
    "path": "routes.txt",
    "year": "2025",
    "month": "05",
    "app_label": "blog",
    "url": "nowhere/",
}
OPEN_ADMIN = {"admin/login/"}  # the door itself


def walk(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from walk(pattern.url_patterns, route)


def all_routes():
    found = set()
    for code in LANGUAGES:
        with override(code):  # the prefix of i18n_patterns is that of the language in force
            found.update(walk(get_resolver().url_patterns))
    return sorted(found)


def admin_routes():
    return [route for route in all_routes() if route.startswith("admin/")]


def address(route):
    """The route with every variable part filled in."""
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route).replace("^", "").replace("$", "")
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: SAMPLES.get(part[1], "1"), plain)


@pytest.fixture
def site():
    """One row for every variable part of an address."""
    post = make_post(
        **{f"title_{code}": "House" for code in LANGUAGES},
        **{f"slug_{code}": "house" for code in LANGUAGES},
        **{f"body_{code}": "<p>Words</p>" for code in LANGUAGES},
        published_at="2025-05-17T12:00:00Z",
    )
    topic = {f"{field}_{code}": "house" for field in ("title", "slug") for code in LANGUAGES}
    post.topics.add(make_topic(**topic))
    OldAddress.objects.create(path="/post/house", language="ru", post=post)
    OldAddress.objects.create(path="/en/post/house", language="en", post=post)
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    Path(settings.MEDIA_ROOT, SAMPLES["path"]).write_text("a file")


@pytest.fixture(params=["anonymous", "member"])
def stranger(request):
    """Someone without rights, who sends no CSRF token either: as a forged request would."""
    client = Client(enforce_csrf_checks=True)
    if request.param == "member":
        client.force_login(make_user())
    return client


def test_every_route_is_in_the_table_and_nothing_else_is():
    assert {route for route in all_routes() if not route.startswith("admin/")} == TABLE.keys()


@pytest.mark.parametrize("route", TABLE)
def test_reading_is_as_the_table_says(site, stranger, route):
    response = stranger.get(address(route))
    response.close()  # of a file, which would otherwise stay open
    expected = TABLE[route].answer if TABLE[route].get == ANYONE else 405
    assert response.status_code == expected


@pytest.mark.parametrize("route", TABLE)
def test_writing_is_as_the_table_says(site, stranger, route):
    response = stranger.post(address(route))
    if TABLE[route].post == ANYONE:
        assert response.status_code == 302
    else:
        assert response.status_code in (403, 405)


@pytest.mark.parametrize("route", sorted(set(admin_routes()) - OPEN_ADMIN))
def test_the_admin_lets_no_stranger_in(stranger, route):
    response = stranger.get(address(route), follow=False)
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/")
    final = stranger.get(address(route), follow=True)
    assert final.request["PATH_INFO"] == "/admin/login/"


def test_the_admin_opens_to_staff():
    client = Client()
    client.force_login(make_user(is_staff=True))
    assert client.get("/admin/").status_code == 200


def test_staff_without_permission_may_not_touch_posts():
    client = Client()
    client.force_login(make_user(is_staff=True))
    assert client.get("/admin/blog/post/").status_code == 403


def test_the_walk_sees_the_admin_in_depth():
    assert "admin/blog/post/<path:object_id>/change/" in admin_routes()
