"""Every address of the site beside who may read it and who may write to it.

A route that is not in the table fails, and so does a line of the table without a route: whoever adds
a page has to say here whom it is for.
"""

import re
from typing import NamedTuple

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import override

from blog.models import OldAddress
from tests.factories import make_post, make_topic, make_user

pytestmark = pytest.mark.django_db

ANYONE, NOBODY = "anyone", "nobody"
REFUSED = {403, 405}


class Route(NamedTuple):
    reading: str
    writing: str
    example: str
    answer: int = 200  # to whom it is open


def page(example, answer=200):
    """Open to every reader, written to by none."""
    return Route(ANYONE, NOBODY, example, answer)


TABLE = {
    "": page("/", 302),
    "preferences/": Route(NOBODY, ANYONE, "/preferences/", 302),
    "health/": page("/health/"),
    "favicon.ico": page("/favicon.ico", 302),
    "robots.txt": page("/robots.txt"),
    "sitemap.xml": page("/sitemap.xml"),
    "sitemap-<slug:section>.xml": page("/sitemap-pages.xml"),
    "media/<path:path>": page("/media/routes/picture.png"),
    "post/<path:slug>": page("/post/old", 301),
    "en/post/<path:slug>": page("/en/post/old", 301),
    "<language>/": page("/<language>/"),
    "<language>/forum/": page("/<language>/forum/"),
    "<language>/donate/": page("/<language>/donate/"),
    "<language>/search/": page("/<language>/search/?q=x"),
    "<language>/blog/": page("/<language>/blog/"),
    "<language>/blog/feed/": page("/<language>/blog/feed/"),
    "<language>/blog/topics/<slug:slug>/": page("/<language>/blog/topics/topic-<language>/"),
    "<language>/blog/topics/<slug:slug>/feed/": page(
        "/<language>/blog/topics/topic-<language>/feed/"
    ),
    "<language>/blog/<yyyy:year>/": page("/<language>/blog/2025/"),
    "<language>/blog/<yyyy:year>/<mm:month>/": page("/<language>/blog/2025/05/"),
    "<language>/blog/<slug:slug>/": page("/<language>/blog/post-<language>/"),
}
# The admin is for staff as a whole; only the way in and out is for others.
ADMIN_DOORS = {"admin/login/", "admin/logout/"}


def walk(patterns, prefix=""):
    for each in patterns:
        part = "<language>/" if isinstance(each.pattern, LocalePrefixPattern) else str(each.pattern)
        if isinstance(each, URLPattern):
            yield prefix + part
        else:
            yield from walk(each.url_patterns, prefix + part)


ROUTES = list(walk(get_resolver().url_patterns))
ADMIN = [route for route in ROUTES if route.startswith("admin/")]
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def path(route, language):
    return TABLE[route].example.replace("<language>", language).split("?")[0]


def admin_example(route):
    """An address the route answers at: numbers for arguments, the first choice of a regular expression."""
    route = re.sub(r"\(\?P<\w+>(\w+)[^)]*\)", r"\1", route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "nowhere", route)
    return "/" + re.sub(r"<[^>]*>", "1", route).replace("^", "").replace("$", "")


@pytest.fixture(autouse=True)
def content(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "routes").mkdir()
    (tmp_path / "routes/picture.png").write_bytes(b"\x89PNG")
    make_topic(title_ru="Тема", slug_ru="topic-ru", title_en="Topic", slug_en="topic-en")
    post = make_post(
        title_ru="Пост", slug_ru="post-ru", body_ru="<p>Да</p>",
        title_en="Post", slug_en="post-en", body_en="<p>Yes</p>",
    )  # fmt: skip
    OldAddress.objects.create(path="/post/old", language="ru", post=post)
    OldAddress.objects.create(path="/en/post/old", language="en", post=post)


@pytest.fixture(params=["a stranger", "a member"])
def visitor(request):
    """Whoever is not staff, with the protection from forged requests that the test client leaves out."""
    client = Client(enforce_csrf_checks=True)
    if request.param == "a member":
        client.force_login(make_user())
    return client


def test_every_route_is_in_the_table_once():
    listed = [route for route in ROUTES if route not in ADMIN]
    assert sorted(listed) == sorted(TABLE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_leads_to_the_route_it_stands_for(language):
    with override(language):
        led = {route: get_resolver().resolve(path(route, language)).route for route in TABLE}
    assert led == {route: route.replace("<language>", language) for route in TABLE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_may_read(visitor, language):
    for route, (reading, _writing, example, answer) in TABLE.items():
        response = visitor.get(example.replace("<language>", language))
        b"".join(response)  # to the end, where a file is closed
        assert response.status_code in ({answer} if reading == ANYONE else REFUSED), route


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_who_may_write(visitor, language, method):
    for route, (_reading, writing, example, answer) in TABLE.items():
        response = getattr(visitor, method)(example.replace("<language>", language))
        is_open = writing == ANYONE and method == "post"
        assert response.status_code in ({answer} if is_open else REFUSED), route


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("is_member", [False, True])
def test_the_admin_sends_all_but_staff_to_its_door(client, method, is_member):
    if is_member:
        client.force_login(make_user())
    for route in sorted(set(ADMIN) - ADMIN_DOORS):
        response = getattr(client, method)(admin_example(route))
        assert response.status_code == 302, route
        assert response["Location"].startswith(reverse("admin:login")), route


def test_the_doors_of_the_admin_are_open(client):
    assert set(ADMIN) >= ADMIN_DOORS
    assert client.get("/admin/login/").status_code == 200
    assert client.post("/admin/logout/").status_code == 302


def test_lists_and_forms_of_the_admin_open_for_a_superuser(admin_client):
    lists_and_forms = [route for route in ADMIN if re.fullmatch(r"admin/(\w+/\w+/)?(add/)?", route)]
    assert "admin/blog/post/add/" in lists_and_forms
    for route in lists_and_forms:
        may_not_be_added = route.startswith("admin/procrastinate/") and route.endswith("/add/")
        assert admin_client.get(f"/{route}").status_code == (403 if may_not_be_added else 200), (
            route
        )
