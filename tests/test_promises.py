"""What the site promises its readers on every page: no trace, no other host, few bytes, few queries."""

import logging
import os
import re
import runpy
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote
from wsgiref.util import setup_testing_defaults

import brotli
import psycopg
import pytest
from django.conf import settings
from django.core import signals
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Session
from blog.demo import content
from blog.models import Author, Post, Topic
from donations import demo
from pages.models import Page
from tests.factories import (
    make_author,
    make_page,
    make_picture,
    make_post,
    make_topic,
    make_user,
)
from tests.test_routes import ANYONE, LANGUAGES, TABLE

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent
BUDGET = 14 * 1024  # bytes of a first visit, HTML and CSS together: one flight of TCP
QUERIES = 6
SEARCHING = 12  # understanding, finding, counting, and what is offered when nothing is found


def make_posts(count, cover=True):
    """Posts of one topic in both languages, with authors and, if asked, covers, a month of 2025 full;
    and a page.
    """
    topic = make_topic(title_ru="Тема", slug_ru="topic-ru", title_en="Topic", slug_en="topic-en")
    if not Page.objects.exists():
        make_page(slug_ru="page-ru", slug_en="page-en")
    posts = []
    for number in range(count):
        post = make_post(
            title_ru=f"Пост {number}", slug_ru=f"post-ru-{number}", body_ru="<h2>А</h2><p>Да</p>" * 3,
            title_en=f"Post {number}", slug_en=f"post-en-{number}", body_en="<h2>A</h2><p>Yes</p>" * 3,
            summary_ru="Коротко", summary_en="In short",
            author=make_author(name_ru=f"Автор {number}", name_en=f"Author {number}"),
            published_at=f"2025-05-{number + 1:02d}T12:00:00Z",
        )  # fmt: skip
        post.topics.add(topic)
        posts.append(post)
    if cover:
        Post.objects.update(cover=make_picture(alt_ru="Река", alt_en="A river"))
    return posts


def public_pages():
    """Every address a reader may GET, in each language, over the rows of `make_posts` and no file.

    The doors to an account are not for readers: their forms need a cookie. The exit is no page.
    """
    paths = {
        route.example.replace("<language>", code).replace(f"/post-{code}/", f"/post-{code}-1/")
        for pattern, route in TABLE.items()
        if route.reading == ANYONE and not re.search(r"media/|^exit/|accounts/|/me/", pattern)
        for code in LANGUAGES
    }
    return sorted(paths)


def doors():
    """The pages by which one comes in, as a stranger sees them."""
    return [f"/{code}/accounts/{door}/" for code in LANGUAGES for door in DOORS]


DOORS = ("login", "signup", "login/code", "recover", "password/reset")


def broken_pages(monkeypatch):
    """An address for each error page."""

    def raising(error):
        def view(*_args, **_kwargs):
            raise error

        return view

    gone = OperationalError("server closed the connection")
    gone.__cause__ = psycopg.OperationalError("server closed the connection")
    errors = {
        400: SuspiciousOperation(),
        403: PermissionDenied(),
        500: RuntimeError("broken"),
        503: gone,
    }

    def fail(number):
        if number != 404:
            monkeypatch.setattr("config.views.Topic.objects", Failing(errors[number]))

    return fail


class Failing:
    """A manager whose every question ends in the error."""

    def __init__(self, error):
        self.error = error

    def all(self):
        raise self.error


@pytest.fixture
def fail(monkeypatch):
    return broken_pages(monkeypatch)


def broken(client, fail, status, language="ru", **extra):
    """The response of a page that breaks in the given way."""
    client.raise_request_exception = False
    fail(status)
    path = f"/{language}/nowhere/" if status == 404 else f"/{language}/"
    response = client.get(path, **extra)
    assert response.status_code == status
    return response


@contextmanager
def transaction_left_alone():
    """Within a test's transaction, a request must not close the connection it runs on."""
    ends = (signals.request_started, signals.request_finished) if connection.in_atomic_block else ()
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


def raw(method, path, **environ):
    """Status, headers and body as the server gets them; the test client tidies up after Django."""
    request = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": "testserver"} | environ
    setup_testing_defaults(request)
    seen = {}
    with transaction_left_alone():
        result = WSGIHandler()(
            request, lambda status, headers: seen.update(status=status, headers=dict(headers))
        )
        try:
            body = b"".join(result)
        finally:
            result.close()
    return int(seen["status"].split()[0]), seen["headers"], body


# No trace of a reader


def test_a_stranger_gets_no_cookie_and_no_session_is_looked_up(client):
    make_posts(2)
    for path in public_pages():
        with CaptureQueriesContext(connection) as seen:
            response = client.get(path)
        assert not response.cookies, path
        assert not [
            q["sql"]
            for q in seen
            if "accounts_session" in q["sql"]
            or ("accounts_user" in q["sql"] and not re.search(r"/u/|/forum/|/search/|^/../$", path))
        ], path  # a profile looks up whose it is, a post who wrote it, not who reads it
    assert not Session.objects.exists()


def test_a_door_sets_no_cookie_but_that_of_its_form(client):
    for path in doors():
        response = client.get(path)
        assert response.status_code == 200, path
        assert set(response.cookies) == {settings.CSRF_COOKIE_NAME}, path
        assert not Session.objects.exists(), path


def test_a_forged_session_cookie_costs_one_query_and_opens_nothing(client):
    make_posts(2)
    for path in public_pages():
        client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        looked_up = [q["sql"] for q in seen if "accounts_session" in q["sql"]]
        assert len(looked_up) == 1, path
    assert not Session.objects.exists()


READER = {
    "REMOTE_ADDR": "203.0.113.77",
    "HTTP_X_FORWARDED_FOR": "203.0.113.78",
    "HTTP_USER_AGENT": "RareBrowser/9.1",
    "HTTP_REFERER": "http://rare.example/",
    "QUERY_STRING": "q=secret-word",
}


@pytest.mark.parametrize("status", [200, 400, 403, 404, 500, 503])
def test_nothing_is_logged_about_a_reader(client, fail, caplog, status):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    caplog.clear()
    if status == 200:
        assert client.get("/ru/search/", **READER).status_code == 200
    else:
        broken(client, fail, status, **READER)
    formatter = logging.Formatter(settings.LOGGING["formatters"]["line"]["format"])
    said = "\n".join(formatter.format(record) for record in caplog.records)
    for trace in ("203.0.113", "RareBrowser", "rare.example", "secret-word"):
        assert trace not in said
    assert ("RuntimeError" in said) == (status == 500)


def test_the_web_server_keeps_no_access_log():
    assert runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))["accesslog"] is None


# Walls


def assert_walled(response, leads_to="", referrer="same-origin"):
    """`leads_to` is Stripe's page, where the forms of giving end: they alone may, and only with a key.

    `referrer` is “no-referrer” of pages whose address opens something.
    """
    policy = response["Content-Security-Policy"]
    directives = dict(
        line.strip().partition(" ")[::2] for line in policy.split(";") if line.strip()
    )
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives.pop("form-action") == f"'self' {leads_to}".strip()
    assert directives["base-uri"] == directives["frame-ancestors"] == "'none'"
    assert set(" ".join(directives.values()).split()) == {"'none'", "'self'"}
    assert response["Referrer-Policy"] == referrer
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in response["Permissions-Policy"]
    assert "browsing-topics=()" in response["Permissions-Policy"]


def test_every_public_page_stands_behind_the_walls(client):
    make_posts(2)
    for path in public_pages():
        if not path.startswith("/avatars/"):  # a picture, with a stricter policy of its own
            referrer = "no-referrer" if path.endswith("/thanks/") else "same-origin"
            assert_walled(client.get(path), referrer=referrer)


def test_the_admin_stands_behind_the_walls(client, admin_client):
    for path in doors():
        assert_walled(client.get(path))
    for path in ("/admin/", "/admin/blog/post/add/", "/admin/accounts/user/"):
        assert_walled(admin_client.get(path))


def test_static_files_stand_behind_the_walls(client):
    css = re.search(r'href="(/static/css/site[^"]+)"', client.get("/ru/").content.decode())[1]
    response = client.get(css)
    assert_walled(response)
    assert "immutable" in response["Cache-Control"]
    b"".join(response)  # to the end, where the file is closed


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_every_error_page_stands_behind_the_walls(client, fail, status):
    assert_walled(broken(client, fail, status))


@pytest.mark.parametrize(
    "path", ["/ru/", "/ru/blog/post-ru-1/", "/ru/nowhere/", "/ru/accounts/login/", "/ru/donate/"]
)
def test_pages_hold_no_inline_script_style_or_handler(client, path):
    make_posts(2)
    html = client.get(path).content.decode()
    assert not re.search(r"<script(?![^>]*(src=|application/(ld\+)?json))", html)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    loaded = re.findall(r'(?:\ssrc|srcset|<link rel="(?:stylesheet|icon)" href)="([^"]+)"', html)
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


@pytest.fixture
def secure(settings):
    """The site as it is served with HTTPS on; middleware reads its settings when it is made."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    return Client()


def test_https_settings_follow_from_one_switch():
    code = (
        "from config import settings as s;"
        "print(s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS,"
        " s.SECURE_HSTS_PRELOAD, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    )
    assert settings_say(code, HTTPS="on") == "True 63072000 True True True True"
    assert settings_say(code, HTTPS="off") == "False 0 False False False False"


def settings_say(code, **environment):
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **environment},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return run.stdout.strip()


def test_with_https_on_a_plain_request_is_sent_to_https(secure):
    response = secure.get("/ru/blog/?page=1")
    assert (response.status_code, response["Location"]) == (
        301,
        "https://testserver/ru/blog/?page=1",
    )
    assert secure.get("/health/").status_code == 200


def test_with_https_on_a_foreign_host_is_refused_behind_the_walls(secure):
    response = secure.get("/ru/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_with_https_on_browsers_are_told_to_never_come_without(secure):
    response = secure.get("/ru/", secure=True)
    assert response["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


# Few queries


def queries_of(client, path):
    """Without the one that only a search within a test's transaction has to ask: readers have none."""
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return sum(each["sql"] != "SET LOCAL statement_timeout = DEFAULT" for each in seen)


def test_every_page_takes_few_queries_and_no_more_for_more_rows(client):
    counts = {}
    for total in (2, 20):
        for model in (Post, Topic, Author):
            model.objects.all().delete()
        make_posts(total)
        counts[total] = {path: queries_of(client, path) for path in public_pages()}
    assert counts[2] == counts[20]
    most = {path: SEARCHING if "/search/" in path else QUERIES for path in counts[20]}
    assert {path: count for path, count in counts[20].items() if count > most[path]} == {}
    assert counts[20]["/ru/blog/"] > 1


def test_a_signed_in_member_costs_no_more_than_three_queries_beyond(client):
    """Session, member, bell."""
    make_posts(2)
    anonymous = {path: queries_of(client, path) for path in public_pages()}
    client.force_login(make_user())
    client.get("/ru/")  # once a day the session notes that it was used
    beyond = {path: queries_of(client, path) - count for path, count in anonymous.items()}
    talking = {
        path for path in beyond if "/forum/" in path
    }  # these know the member: what is unread
    assert max(beyond[path] for path in beyond.keys() - talking) <= 3, beyond
    assert max(anonymous[path] + beyond[path] for path in talking) <= 9, beyond


# Few bytes


def long_text(language, size):
    """The demo posts one after another, cut to so many characters of text."""
    bodies = [it.versions[language].body for it in content.load() if language in it.versions]
    paragraphs, length = [], 0
    for block in re.split(r"\n(?=<)", "\n".join(bodies)):
        text = re.sub(r"<[^>]+>", "", block)
        if length + len(text) > size:
            break
        paragraphs.append(block)
        length += len(text)
    rest = re.sub(r"<[^>]+>", "", block)[: size - length]
    return "".join([*paragraphs, f"<p>{rest}</p>"])


def first_visit(client, path):
    """Bytes of the page and of the style sheets it links, as a reader with brotli gets them."""
    response = client.get(path, headers={"Accept-Encoding": "br"})
    assert response.status_code == 200
    assert response["Content-Encoding"] == "br"
    html = brotli.decompress(response.content).decode()
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', html)
    assert sheets
    css = sum((settings.STATIC_ROOT / f"{sheet}.br").stat().st_size for sheet in sheets)
    print(
        f"{path}: {len(response.content):,} HTML + {css:,} CSS = {len(response.content) + css:,} bytes"
    )
    return len(response.content) + css


def make_demo_posts():
    """Lists as they look with the written posts: 20 rows of real titles, summaries and covers; a campaign."""
    demo.write_demo()
    versions = [it for it in content.load() if it.ru and it.en]
    for number in range(20):
        it = versions[number % len(versions)]
        make_post(
            title_ru=it.ru.title, summary_ru=it.ru.summary, slug_ru=f"{it.ru.slug}-{number}", body_ru="<p>Да</p>",
            title_en=it.en.title, summary_en=it.en.summary, slug_en=f"{it.en.slug}-{number}", body_en="<p>Yes</p>",
            author=make_author(name_ru=f"Автор {number}", name_en=f"Author {number}"),
            published_at=f"2025-05-{number + 1:02d}T12:00:00Z",
        ).topics.add(make_topic(title_en=f"Topic {number}", slug_en=f"topic-{number}"))  # fmt: skip
    for post in Post.objects.all():
        cover = make_picture(alt_ru="Река", alt_en="River")
        Post.objects.filter(pk=post.pk).update(cover=cover)


@pytest.mark.parametrize("path", ["/ru/", "/en/", "/ru/blog/", "/en/blog/"])
def test_a_first_visit_to_a_list_fits_one_flight(client, path):
    make_demo_posts()
    assert first_visit(client, path) <= BUDGET


@pytest.mark.parametrize(("language", "size"), [("ru", 12_000), ("en", 20_000)])
def test_a_first_visit_to_a_long_post_fits_one_flight(client, language, size):
    make_demo_posts()
    body = long_text(language, size)
    assert len(re.sub(r"<[^>]+>", "", body)) == size
    post = Post.objects.first()
    Post.objects.filter(pk=post.pk).update(**{f"body_{language}": body})
    slug = getattr(post, f"slug_{language}")
    assert first_visit(client, f"/{language}/blog/{slug}/") <= BUDGET


# Kept, compressed, asked for again


@pytest.mark.parametrize("encoding", ["", "gzip", "br", "gzip, deflate, br"])
def test_a_page_seen_before_is_not_sent_again(client, encoding):
    make_posts(2)
    headers = {"Accept-Encoding": encoding}
    for path in public_pages():
        first = client.get(path, headers=headers)
        if first.status_code != 200:
            continue
        is_new_each_time = "no-store" in first["Cache-Control"]
        is_asked = path == "/health/" or "/suggestions/" in path
        assert is_new_each_time == (is_asked or is_of_giving(path)), path
        if is_new_each_time:
            continue
        again = client.get(path, headers={**headers, "If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path


def is_of_giving(path):
    """What carries a mark of its own, or is of one donor; the way to the private link is for all."""
    is_private = "/donate/" in path and not path.endswith("/donate/manage/")
    return is_private or path.startswith("/sandbox/")


def test_a_changed_page_is_sent_again(client):
    post = make_posts(2)[0]
    first = client.get("/ru/blog/post-ru-0/")
    Post.objects.filter(pk=post.pk).update(title_ru="Иначе")
    assert (
        client.get("/ru/blog/post-ru-0/", headers={"If-None-Match": first["ETag"]}).status_code
        == 200
    )


def test_brotli_is_for_who_takes_it(client):
    make_posts(2)
    plain = client.get("/ru/blog/")
    assert not plain.has_header("Content-Encoding")
    packed = client.get("/ru/blog/", headers={"Accept-Encoding": "gzip, br"})
    assert brotli.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed["Vary"]
    refused = client.get("/ru/blog/", headers={"Accept-Encoding": "gzip, br;q=0"})
    assert refused["Content-Encoding"] == "gzip"


def test_a_private_page_is_kept_by_nobody_and_never_packed_with_brotli(client):
    make_posts(2)
    client.force_login(make_user())
    for path in ("/ru/", "/ru/blog/", "/ru/blog/post-ru-1/", "/ru/nowhere/"):
        response = client.get(path, headers={"Accept-Encoding": "br, gzip"})
        assert "private" in response["Cache-Control"], path
        assert response["Content-Encoding"] == "gzip", path


def test_a_public_page_may_be_kept_by_a_proxy_and_tells_cookies_apart(client):
    response = client.get("/ru/")
    assert response["Cache-Control"].startswith("public")
    assert "Cookie" in response["Vary"]


def test_a_head_request_gets_the_same_headers_and_no_body():
    make_posts(2)
    for path in public_pages():
        status, headers, body = raw("HEAD", path)
        same, full, text = raw("GET", path)
        assert (status, body) == (same, b""), path
        assert headers.get("Content-Length") == full.get("Content-Length"), path
        assert status != 200 or len(text) == int(headers["Content-Length"]), path


# When something is broken


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_an_error_page_speaks_the_readers_language_in_the_look_of_the_site(
    client, fail, status, language
):
    html = broken(client, fail, status, language).content.decode()
    assert f'<html lang="{language}"' in html
    assert f'<p class="status">{status}</p>' in html
    assert '<header class="masthead">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "Traceback" not in html
    heading = re.search(r"<h1>(.+?)</h1>", html)[1]
    assert bool(re.search("[а-яё]", heading)) == (language == "ru"), heading


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_request_for_a_foreign_host_gets_our_400(client, language):
    response = client.get(f"/{language}/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert '<p class="status">400</p>' in response.content.decode()
    assert "evil.example" not in response.content.decode()
    assert_walled(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forged_form_gets_our_403(language):
    response = Client(enforce_csrf_checks=True).post(f"/{language}/forum/")
    assert response.status_code == 403
    assert '<p class="status">403</p>' in response.content.decode()
    assert_walled(response)


def test_the_404_page_offers_a_search(client):
    html = client.get("/ru/nowhere/").content.decode()
    assert 'action="/ru/search/"' in html


def test_without_the_database_health_says_so_and_pages_ask_to_wait(client, monkeypatch):
    def refuse(*_args, **_kwargs):
        gone = OperationalError("connection refused at 10.0.0.7")
        raise gone from psycopg.OperationalError("connection refused at 10.0.0.7")

    monkeypatch.setattr(connection, "cursor", refuse)
    for path in ("/health/", "/ru/", "/en/blog/", "/ru/blog/any/"):
        response = client.get(path)
        assert response.status_code == 503, path
        assert response["Retry-After"] == "30"
        assert response["Cache-Control"] in (
            "no-store",
            "max-age=0, no-cache, no-store, must-revalidate, private",
        )
        assert b"10.0.0.7" not in response.content


@pytest.mark.django_db(transaction=True)
def test_a_connection_the_server_has_ended_heals_by_itself(client):
    """Each web process has one; tests with threads have left more in this one's pool."""
    connection.close()
    connection.close_pool()
    make_posts(2)
    assert client.get("/ru/blog/").status_code == 200
    with psycopg.connect(**dsn(), autocommit=True) as other:
        ended = other.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchone()[0]
    assert ended
    status, _headers, _body = raw("GET", "/ru/blog/")
    assert status == 200


def dsn():
    database = connection.settings_dict
    names = {
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",
        "HOST": "host",
        "PORT": "port",
    }
    return {theirs: database[ours] for ours, theirs in names.items() if database[ours]}


# Media


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media/blog").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("hush")
    (tmp_path / "media/.hidden").write_text("hush")
    (tmp_path / "media/blog/picture.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")


@pytest.mark.usefixtures("media")
def test_an_upload_is_served_in_a_sandbox_and_kept_long(client):
    response = client.get("/media/blog/picture.svg")
    assert response.status_code == 200
    assert (
        "default-src 'none'; frame-ancestors 'none'; sandbox" in response["Content-Security-Policy"]
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/octet-stream"
    assert "immutable" in response["Cache-Control"]
    assert not response.cookies
    b"".join(response)  # to the end, where the file is closed


@pytest.mark.usefixtures("media")
@pytest.mark.parametrize(
    "path",
    ["", "../secret.txt", "%2e%2e/secret.txt", "blog/../../secret.txt", "/etc/passwd", ".hidden", "blog/", "none.png",
     "..%5csecret.txt", "blog/picture.svg%00.png"],
)  # fmt: skip
def test_nothing_beside_uploads_is_served(path):
    status, headers, body = raw("GET", "/media/" + unquote(path))
    assert status == 404
    assert b"hush" not in body
    assert "immutable" not in headers.get("Cache-Control", "")


@pytest.mark.usefixtures("media")
def test_a_head_request_for_an_upload_gets_no_body():
    status, headers, body = raw("HEAD", "/media/blog/picture.svg")
    assert (status, body) == (200, b"")
    assert headers["Content-Length"] == "41"


# The code itself


def ours(suffix):
    skipped = {"var", "tests", "node_modules", "build"}
    for path in ROOT.rglob(f"*{suffix}"):
        parts = path.relative_to(ROOT).parts
        if not any(part in skipped or part.startswith(".") for part in parts):
            yield path


def test_only_one_module_vouches_for_html():
    vouching = {
        str(path.relative_to(ROOT))
        for path in ours(".py")
        if re.search(r"\bmark_safe\b|SafeString\(|SafeText\(|\b__html__\b", path.read_text())
    }
    assert vouching == {"core/html.py"}


def test_no_template_turns_escaping_off():
    templates = list(ours(".html"))
    assert templates
    for path in templates:
        assert not re.search(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b", path.read_text()), path


def test_lock_files_are_hashed_and_name_no_registry():
    for path in [
        *(ROOT / "requirements").glob("*.txt"),
        ROOT / "pyproject.toml",
        ROOT / "Makefile",
    ]:
        text = path.read_text()
        assert not re.search(
            r"--(extra-)?index-url|--find-links|--trusted-host|@ (https?|file):", text
        ), path
        if path.suffix == ".txt":
            assert "https://" not in text, path
            packages = re.findall(r"^[\w.\[\],-]+==", text, re.MULTILINE)
            assert len(packages) > 5
            assert text.count("--hash=sha256:") >= len(packages)
