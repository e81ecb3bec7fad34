"""The walls in real responses: headers, cookies, uploads, the admin's path, security.txt, the onion."""

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.test import Client
from django.utils import timezone

from tests.factories import make_post, make_user

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
ONION = "b" * 56 + ".onion"
ASKED = (
    "HTTPS", "ALLOWED_HOSTS", "ONION_HOST", "CSRF_TRUSTED_ORIGINS",
    "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_SAMESITE",
    "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_SAMESITE", "CSRF_COOKIE_HTTPONLY",
    "LANGUAGE_COOKIE_NAME", "THEME_COOKIE_NAME",
)  # fmt: skip


def said_by_settings(**environment):
    """What config.settings makes of an environment, read in a process of its own."""
    code = (
        "import json; from config import settings;"
        f"print(json.dumps({{name: getattr(settings, name) for name in {ASKED}}}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **environment},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(run.stdout)


@pytest.fixture(scope="session")
def public_settings():
    return said_by_settings(HTTPS="on", ONION_HOST=ONION)


@pytest.fixture
def public(settings, public_settings):
    """The site as HTTPS=on and an ONION_HOST make it; middleware reads its settings when made."""
    for name, value in public_settings.items():
        setattr(settings, name, value)
    return Client(enforce_csrf_checks=True)


# Headers


@pytest.fixture
def upload(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")


KINDS = {  # an address of each kind of response: how it is asked for, and its status
    "page": ("get", "/ru/", 200),
    "redirect": ("get", "/", 302),
    "exit": ("get", "/exit/", 303),
    "missing page": ("get", "/ru/nowhere/", 404),
    "forged form": ("post", "/ru/forum/", 403),
    "refused method": ("get", "/preferences/", 405),
    "foreign host": ("get", "/ru/", 400),
    "broken page": ("get", "/en/", 500),
    "static file": ("get", "/static/css/site.css", 200),
    "missing static file": ("get", "/static/none.css", 404),
    "upload": ("get", "/media/picture.png", 200),
    "feed": ("get", "/ru/blog/feed/", 200),
    "text": ("get", "/.well-known/security.txt", 200),
    "list of mirrors": ("get", "/mirrors.json", 200),
    "admin": ("get", "/admin/", 302),
    "door of an account": ("get", "/ru/accounts/login/", 200),
}


@pytest.mark.usefixtures("upload")
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_response_stands_behind_every_wall(public, monkeypatch, kind):
    method, path, status = KINDS[kind]
    if kind == "broken page":
        monkeypatch.setattr("config.views.Topic.objects", None)
        public.raise_request_exception = False
    host = "evil.example" if kind == "foreign host" else "testserver"
    response = getattr(public, method)(path, secure=True, headers={"Host": host})
    b"".join(response)  # to the end, where a file is closed
    assert response.status_code == status
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == ("no-referrer" if kind == "exit" else "same-origin")
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cache-Control"]


# Cookies


def cookies_set(client, **options):
    """Those of a form, of a choice and of signing in, as the server sets them."""
    user = make_user(password="a long and quiet river")
    set_now = dict(client.get("/ru/accounts/login/", **options).cookies)
    choice = {"theme": "dark", "language": "en"}
    set_now |= client.post("/preferences/", choice, **options).cookies
    token = client.get("/ru/accounts/login/", **options).context["csrf_token"]
    form = {"login": user.name, "password": "a long and quiet river", "csrfmiddlewaretoken": token}
    headers = {"Referer": "https://testserver/ru/accounts/login/"}
    set_now |= client.post("/ru/accounts/login/", form, headers=headers, **options).cookies
    return set_now


NAMES = {"session", "csrf", "language", "theme"}


def test_under_https_every_cookie_is_locked_to_this_host(public):
    found = cookies_set(public, secure=True)
    assert set(found) == {f"__Host-{name}" for name in NAMES}
    for name, cookie in found.items():
        assert cookie["secure"] and cookie["httponly"], name
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", ""), name


def test_without_https_the_names_are_plain(client):
    found = cookies_set(client)
    assert set(found) == NAMES
    for name, cookie in found.items():
        assert cookie["httponly"] and not cookie["secure"], name
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", ""), name


def test_choices_under_https_are_followed_and_forgotten(public):
    public.post("/preferences/", {"theme": "dark", "language": "en"}, secure=True)
    assert public.get("/", secure=True, headers={"Accept-Language": "ru"})["Location"] == "/en/"
    assert 'data-theme="dark"' in public.get("/ru/", secure=True).content.decode()
    response = public.post("/preferences/", {"theme": "system"}, secure=True)
    forgotten = response.cookies["__Host-theme"]
    assert (forgotten.value, forgotten["max-age"]) == ("", 0)
    assert forgotten["secure"]  # or the browser would not touch it
    public.get("/exit/", secure=True)
    assert not public.cookies["__Host-language"].value


def test_a_page_for_somebody_is_private_under_either_name(public):
    for name in ("__Host-session", "__Host-csrf"):
        public.cookies.clear()
        assert public.get("/ru/", secure=True)["Cache-Control"].startswith("public")
        public.cookies[name] = "x" * 32
        assert public.get("/ru/", secure=True)["Cache-Control"] == "private, no-cache"


# The onion


def test_a_page_tells_of_the_onion_with_its_whole_address(public):
    response = public.get("/ru/search/?q=%D1%91&page=2", secure=True)
    assert response["Onion-Location"] == f"http://{ONION}/ru/search/?q=%D1%91&page=2"


@pytest.mark.parametrize("path", ["/", "/robots.txt", "/mirrors.json", "/static/css/site.css"])
def test_what_is_no_page_does_not(public, path):
    response = public.get(path, secure=True)
    b"".join(response)
    assert not response.has_header("Onion-Location")


def test_nothing_tells_of_an_onion_that_is_not_there(client):
    assert not client.get("/ru/").has_header("Onion-Location")


def test_the_onion_itself_needs_no_https_and_says_its_own_address(public):
    make_post(title_ru="Пост", slug_ru="post", body_ru='<p><a href="/ru/">Да</a></p>')
    for path in ("/ru/", "/ru/blog/post/", "/ru/blog/feed/", "/sitemap.xml", "/robots.txt"):
        response = public.get(path, headers={"Host": ONION})
        text = response.content.decode()
        assert response.status_code == 200, path
        assert not response.has_header("Onion-Location")
        assert not response.has_header("Strict-Transport-Security")
        assert f"http://{ONION}/" in text
        assert f"https://{ONION}" not in text and "testserver" not in text, path


def test_another_host_is_still_sent_to_https_beside_the_onion(public):
    assert public.get("/ru/")["Location"] == "https://testserver/ru/"


def test_forms_and_cookies_work_on_the_onion(public):
    onion = {"headers": {"Host": ONION, "Origin": f"http://{ONION}"}}
    page = public.get("/ru/accounts/login/", **onion)
    assert page.cookies["__Host-csrf"]["secure"]
    form = {"login": "nobody", "password": "x", "csrfmiddlewaretoken": page.context["csrf_token"]}
    assert public.post("/ru/accounts/login/", form, **onion).status_code == 200
    foreign = {"headers": {"Host": ONION, "Origin": "https://evil.example"}}
    assert public.post("/ru/accounts/login/", form, **foreign).status_code == 403
    assert public.post("/preferences/", {"theme": "dark"}, **onion).status_code == 302
    assert public.post("/exit/", **onion).status_code == 204


def test_the_onion_is_an_allowed_host_and_a_trusted_origin(public_settings):
    assert ONION in public_settings["ALLOWED_HOSTS"]
    assert public_settings["CSRF_TRUSTED_ORIGINS"] == [f"http://{ONION}"]
    plain = said_by_settings(ONION_HOST="")
    assert (plain["CSRF_TRUSTED_ORIGINS"], "" in plain["ALLOWED_HOSTS"]) == ([], False)


# The admin


def test_the_admin_moves_and_robots_are_not_told_where():
    code = (
        "import django; django.setup()\n"
        "from django.test import Client; from django.urls import reverse\n"
        "print(reverse('admin:index'), Client().get('/robots.txt').content.decode())"
    )

    def say(path):
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "ADMIN_PATH": path},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return run.stdout

    moved = say("/a/quiet-corner/")
    assert moved.startswith("/a/quiet-corner/ ")
    assert "quiet" not in moved.partition(" ")[2] and "admin" not in moved
    assert say("").startswith("/admin/ ")
    assert "Disallow: /admin/\n" in say("admin")


def test_an_edit_of_a_post_is_written_down(admin_client, admin_user):
    post = make_post(title_ru="Было", slug_ru="post", body_ru="<p>Да</p>")
    page = admin_client.get(f"/admin/blog/post/{post.pk}/change/")
    form = page.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in values.items() if value}
    data |= {
        "title_ru": "Стало",
        "published_at_ru_0": "2026-05-01",
        "published_at_ru_1": "12:00:00",
    }
    for formset in page.context["inline_admin_formsets"]:
        management = formset.formset.management_form
        data |= {
            management.add_prefix(name): management[name].value() for name in management.fields
        }
    response = admin_client.post(f"/admin/blog/post/{post.pk}/change/", data)
    assert response.status_code == 302, response.context["errors"]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.action_flag) == (admin_user, str(post.pk), CHANGE)
    assert "title_ru" in entry.change_message or "ru" in entry.change_message


# security.txt


def fields(response):
    return dict(line.split(": ", 1) for line in response.content.decode().splitlines())


def test_security_txt_says_whom_to_tell_and_until_when(public, monkeypatch):
    now = datetime.datetime(2026, 11, 23, 17, 5, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    response = public.get("/.well-known/security.txt", secure=True)
    said = fields(response)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert said["Contact"] in ("https://testserver/en/protection/", "https://testserver/en/")
    assert said["Preferred-Languages"] == "ru, en"
    assert said["Canonical"] == "https://testserver/.well-known/security.txt"
    expires = datetime.datetime.fromisoformat(said["Expires"])
    assert now < expires < now + datetime.timedelta(days=365)
    monkeypatch.setattr(timezone, "now", lambda: now + datetime.timedelta(hours=6))
    assert public.get("/.well-known/security.txt", secure=True).content == response.content


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("security@example.org", "mailto:security@example.org"),
        ("mailto:security@example.org", "mailto:security@example.org"),
        ("https://example.org/report", "https://example.org/report"),
    ],
)
def test_the_contact_of_the_settings_is_a_uri(client, settings, given, said):
    settings.SECURITY_CONTACT = given
    assert fields(client.get("/.well-known/security.txt"))["Contact"] == said


# Uploads

SCRIPT = "<script>fetch('/health/?ran')</script>"
SVG = f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}<image href='/health/?ran'/></svg>"
GIF = b"GIF89a/*" + b"\0" * 20 + b"*/=0;fetch('/health/?ran')"
HOSTILE = {
    "page.html": SCRIPT.encode(),
    "page.xhtml": f"<html xmlns='http://www.w3.org/1999/xhtml'><body>{SCRIPT}</body></html>".encode(),
    "picture.svg": SVG.encode(),
    "picture.svgz": SVG.encode(),
    "page.html.gz": SCRIPT.encode(),
    "page.xml": f"<?xml-stylesheet href='/health/?ran'?>{SVG}".encode(),
    "script.js": b"fetch('/health/?ran')",
    "document.pdf": b"%PDF-1.4",
    "no-suffix": SCRIPT.encode(),
    "picture.png.html": SCRIPT.encode(),
}
DISGUISED = {"page.png": SCRIPT.encode(), "page.GIF": GIF, "svg.webp": SVG.encode()}


@pytest.fixture
def hostile(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for name, content in (HOSTILE | DISGUISED).items():
        (tmp_path / name).write_bytes(content)


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_is_only_saved(client, name):
    response = client.get(f"/media/{name}")
    assert b"".join(response) == HOSTILE[name]
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Type"] == "application/octet-stream"
    assert not response.has_header("Content-Encoding")
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize("suffix", ["avif", "webp", "jpg", "jpeg", "png", "gif", "PNG"])
def test_a_picture_is_shown_as_what_its_name_says(client, settings, tmp_path, suffix):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / f"picture.{suffix}").write_bytes(b"x")
    response = client.get(f"/media/picture.{suffix}")
    b"".join(response)
    kind = {"jpg": "jpeg"}.get(suffix.lower(), suffix.lower())
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        f"image/{kind}",
        f'inline; filename="picture.{suffix}"',
    )


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_browser_saves_a_hostile_file_and_runs_nothing(page, name):
    page.goto("/health/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_download() as download:
        page.evaluate("(name) => { location.href = `/media/${name}`; }", name)
    assert download.value.url.endswith(name)
    assert page.url.endswith("/health/")
    assert not [url for url in asked if "ran" in url]


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("name", DISGUISED)
def test_a_browser_takes_a_disguised_page_for_a_broken_picture(page, name):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/media/{name}")
    assert page.evaluate("document.images.length") == 1
    page.watch.problems.clear()  # the sandbox refuses even the style of Chromium's own viewer
    assert not [url for url in asked if "ran" in url]


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("name", ["script.js", "page.GIF", "page.html"])
def test_an_upload_does_not_run_as_a_script_of_a_page(page, name):
    page.goto("/ru/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    result = page.evaluate(
        "(name) => new Promise((done) => { const it = document.createElement('script');"
        " it.src = `/media/${name}`; it.onload = () => done('ran'); it.onerror = () => done('refused');"
        " document.head.append(it); })",
        name,
    )
    page.watch.problems.clear()  # the browser says in the console that it refused
    assert not [url for url in asked if "ran" in url]
    assert result == "refused"
