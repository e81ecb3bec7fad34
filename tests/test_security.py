"""What docs/security.md calls met and no other test shows, in the order of its chapters."""

import io
import os
import random
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Permission
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser
from PIL import Image

from accounts.models import User, random_file_name
from accounts.sessions import SessionStore
from blog.demo import writing
from tests.accounts import letters
from tests.factories import (
    make_editor,
    make_member,
    make_user,
    sign_in,
    sign_in_with_second_factor,
    totp_code,
)

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "a long and quiet river"
ADDRESS = "nadia@example.org"
DOORS = ("login", "login/code", "signup", "password/reset", "recover")


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def source(*folders, suffix):
    return {
        path: path.read_text() for each in folders for path in (ROOT / each).rglob(f"*{suffix}")
    }


def is_in(client):
    return SESSION_KEY in client.session


class Inputs(HTMLParser):
    """The fields of a page's forms, with the method of their form."""

    def __init__(self, response):
        super().__init__()
        self.method, self.found = "", []
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.method = attrs.get("method", "get").lower()
        elif tag in ("input", "textarea", "select"):
            self.found.append((self.method, attrs))


# What comes in and what goes out


@pytest.mark.parametrize("path", ["%252e%252e/secret.txt", "%25252e%25252e/secret.txt"])
def test_an_address_is_decoded_once(client, settings, tmp_path, path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (tmp_path / "secret.txt").write_text("hush")
    assert client.get(f"/media/{path}").status_code == 404


def test_no_template_is_made_of_a_text():
    making = re.compile(r"\bTemplate\(|from_string\(|\bengines\[")
    ours = source("accounts", "blog", "config", "core", suffix=".py")
    assert len(ours) > 50
    assert not [str(path) for path, text in ours.items() if making.search(text)]


@pytest.mark.parametrize("number", ["9" * 19, "9" * 400])
@pytest.mark.parametrize("path", ["/ru/me/export/{}/", "/ru/blog/?page={}", "/ru/blog/{}/"])
def test_no_number_is_too_large_to_be_answered(client, path, number):
    sign_in(client, make_user())
    assert client.get(path.format(number)).status_code in (200, 404)


def test_what_stands_in_the_address_is_no_form(client):
    user = make_user(password=PASSWORD)
    address = f"/ru/accounts/login/?login={user.name}&password=a+long+and+quiet+river"
    assert client.post(address, {}).status_code == 200
    assert not is_in(client)
    client.post(address, {"login": user.name, "password": PASSWORD})
    assert is_in(client)


# The browser

RISKY = {
    "markup from text": r"(inner|outer)HTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc",
    "code from text": r"\beval\(|new Function|set(Timeout|Interval)\(\s*[\"'`]|\bimport\(",
    "storage": r"localStorage|sessionStorage|indexedDB|document\.cookie|\bcaches\b",
    "messages of other windows": r"window\.(opener|parent|top)|addEventListener\(\s*[\"']message",
    "a property named by data": r"\w\[[^\]\"'\d]+\]\s*=[^=]|Object\.assign|__proto__",
    "a script of others": r"https?://(?!www\.w3\.org)|JSONP",
}


STORE = "desk-store.js"  # the one script that stores anything, and only what it has locked


@pytest.mark.parametrize("risk", RISKY)
def test_no_script_of_ours_takes_a_risk(risk):
    ours = source("static/js", suffix=".js")
    assert len(ours) > 3
    risky = [path.name for path, text in ours.items() if re.search(RISKY[risk], text)]
    assert risky == ([STORE] if risk == "storage" else [])


@pytest.mark.parametrize("name", ["webauthn.js", "webauthn-json.js"])
def test_allauths_scripts_keep_nothing_and_write_no_markup(name):
    text = Path(finders.find(f"mfa/js/{name}")).read_text()
    for risk in ("markup from text", "code from text", "storage", "messages of other windows"):
        assert not re.search(RISKY[risk], text), risk


@pytest.mark.parametrize("path", ["/ru/", "/static/css/site.css", "/mirrors.json", "/ru/me/"])
def test_no_other_origin_may_read_an_answer(client, path):
    response = client.get(path, headers={"Origin": "https://evil.example"})
    b"".join(response)  # to the end, where a file is closed
    assert not [name for name in response.headers if name.startswith("Access-Control-")]


def test_plugins_have_a_rule_of_their_own(client):
    assert "object-src 'none'" in client.get("/ru/")["Content-Security-Policy"]


TEXTS = [
    "/ru/", "/ru/nowhere/", "/health/", "/robots.txt", "/.well-known/security.txt", "/sitemap.xml",
    "/sitemap-pages.xml", "/ru/blog/feed/", "/avatars/Vera.svg", "/mirrors.json.minisig",
    "/static/css/site.css", "/static/js/site.js",
]  # fmt: skip


@pytest.mark.parametrize("path", TEXTS)
def test_a_text_says_how_it_is_encoded(client, path):
    response = client.get(path)
    b"".join(response)
    assert re.search(r'; charset="?utf-8"?$', response["Content-Type"]), response["Content-Type"]


@pytest.mark.parametrize(
    "path", ["/", "/ru/", "/ru/accounts/login/", "/mirrors.json", "/media/x.png"]
)
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "PUT", "DELETE"])
def test_methods_no_page_answers_to_are_refused_behind_the_walls(client, method, path):
    response = client.generic(method, path, headers={"X-Secret": "hush"})
    assert response.status_code == 405
    assert b"hush" not in response.content
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 4\r\nContent-Length: 5\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Content-Length: +4\r\n",
    ],
)
def test_the_web_server_refuses_a_request_of_two_lengths(headers):
    sent = b"POST / HTTP/1.1\r\nHost: localhost\r\n" + headers + b"\r\n0\r\n\r\n"
    with pytest.raises(ParseException):
        next(RequestParser(Config(), io.BytesIO(sent), ("127.0.0.1", 1)))
    plain = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
    request = next(RequestParser(Config(), io.BytesIO(plain), ("127.0.0.1", 1)))
    assert request.body.read() == b"0\r\n\r\n"


# Uploads


def upload(admin_client, name, content):
    """What the form says of a cover; nothing when it is taken."""
    sent = SimpleUploadedFile(name, content)
    form = {"title_ru": "Дом", "body_ru": "<p>Да</p>", "cover_file": sent}
    response = admin_client.post("/admin/blog/post/add/", form)
    return response.context["adminform"].form.errors.get("cover") if response.context else None


def picture(kind):
    drawn = io.BytesIO()
    Image.new("RGB", (16, 9)).save(drawn, kind)
    return drawn.getvalue()


def test_a_cover_is_a_picture_under_a_name_of_ours(admin_client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for name, content in {
        "page.png": b"<script>", "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "archive.png": b"PK\3\4", "program.jpg": b"MZ\x90\0", "paper.webp": b"%PDF-1.7",
    }.items():  # fmt: skip
        assert upload(admin_client, name, content), name
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not upload(admin_client, "../../page.html", picture("jpeg"))
    (kept,) = tmp_path.glob("library/*.webp")
    assert re.fullmatch(r"[a-z]{9}\.webp", kept.name)
    assert not [path for path in tmp_path.rglob("*") if "page" in path.name]


def test_a_cover_that_is_too_large_is_refused(admin_client, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    content = picture("png")
    monkeypatch.setattr("core.uploads.LARGEST", len(content) - 1)
    monkeypatch.setattr("library.taking.LARGEST", 0)
    assert upload(admin_client, "photo.png", content)
    assert not list(tmp_path.rglob("*.*"))


# Passwords


def sign_up(password):
    """Whether it is taken for a password."""
    User.objects.filter(name="Nadia").delete()
    cache.clear()
    client = Client()
    client.post("/ru/accounts/signup/", {"username": "Nadia", "password1": password})
    return is_in(client)


@pytest.mark.parametrize(
    "password", ["onlysmallletters", "ONLYBIGLETTERS", "тихая долгая река", "😀😁😂🤣😃😄😅😆😉😊", "  ...  ,,,  ", "x7" * 100]
)  # fmt: skip
def test_a_password_may_be_of_any_letters_and_long(password):
    assert sign_up(password)


@pytest.mark.parametrize("password", ["ninechars", "qwertyuiop"])
def test_a_short_and_a_common_password_are_refused(password):
    assert not sign_up(password)


def test_a_password_is_compared_as_it_was_typed():
    typed = " Тихая " + "r" * 90 + " "
    assert sign_up(typed)

    def opens(password):
        cache.clear()
        client = Client()
        client.post("/ru/accounts/login/", {"login": "Nadia", "password": password})
        return is_in(client)

    assert opens(typed)
    assert not any(map(opens, [typed.strip(), typed.lower(), typed[:-2] + " ", typed[:72]]))


@pytest.mark.parametrize("door", ["login", "signup", "recover", "password/change"])
def test_a_password_is_masked_and_managers_may_fill_it_in(client, door):
    if door == "password/change":
        sign_in(client, make_user(password=PASSWORD))
    page = client.get(f"/ru/accounts/{door}/")
    fields = [attrs for _method, attrs in Inputs(page).found if "password" in attrs["name"]]
    assert fields
    for attrs in fields:
        assert attrs["type"] == "password"
        assert attrs["autocomplete"] in ("current-password", "new-password")
        assert not {"onpaste", "readonly", "maxlength", "value"} & attrs.keys()


def test_no_form_puts_a_secret_into_an_address(client):
    pages = [client.get(f"/ru/accounts/{door}/") for door in DOORS]
    sign_in(client, make_user(password=PASSWORD))
    members = ("2fa/totp/activate", "email", "password/change", "2fa/recovery-codes/generate")
    pages += [client.get(f"/ru/accounts/{door}/") for door in members]
    pages += [client.get(f"/ru/me/{page}/") for page in ("profile", "mail", "privacy", "close")]
    for page in pages:
        assert page.status_code == 200
        fields = Inputs(page).found
        assert fields
        assert not [attrs for method, attrs in fields if method == "get"], page.request["PATH_INFO"]


# Accounts, codes and sessions


def test_no_account_comes_with_the_site():
    assert not User.objects.exists()
    writing.write_demo()
    assert not User.objects.exists()


def test_nobody_comes_in_by_another_site_or_is_vouched_for_by_this_one():
    foreign = ("socialaccount", "idp", "headless", "usersessions", "oauth", "oidc", "saml", "jwt")
    for app in settings.INSTALLED_APPS:
        assert not any(name in app for name in foreign), app


def test_what_must_not_be_guessed_does_not_come_from_the_predictable_generator(rf):
    def draw():
        random.seed(1)
        adapter = get_adapter(rf.get("/"))
        return [
            adapter.generate_login_code(), adapter.generate_password_reset_code(),
            adapter.generate_email_verification_code(), RecoveryCodes.generate_seed(),
            generate_totp_secret(), SessionStore()._get_new_session_key(), random_file_name(),
        ]  # fmt: skip

    assert not set(draw()) & set(draw())


def test_codes_and_keys_are_long_enough(rf):
    adapter = get_adapter(rf.get("/"))
    mailed = [adapter.generate_login_code() for _time in range(200)]
    letters_used = set("".join(mailed)) - {"-"}
    assert len(letters_used) ** len(mailed[0].replace("-", "")) >= 2**20
    codes = RecoveryCodes.activate(make_user()).generate_codes()
    assert min(map(len, codes)) >= 7  # digits: 20 bits
    keys = [SessionStore()._get_new_session_key() for _time in range(200)]
    assert len(set("".join(keys))) ** len(keys[0]) >= 2**128


def ask_for_code(client):
    client.post("/en/accounts/login/code/", {"email": ADDRESS})
    return letters.last().context["code"]


def enter(client, code):
    client.post("/en/accounts/login/code/confirm/", {"code": code})
    return is_in(client)


def test_a_mailed_code_works_in_the_browser_that_asked_for_it_and_once():
    make_member(email=ADDRESS)
    asking, other, late = Client(), Client(), Client()
    first = ask_for_code(asking)
    second = ask_for_code(other)
    assert not enter(late, first)
    assert not enter(other, first)
    assert enter(other, second)
    assert enter(asking, first)
    asking.logout()
    assert not enter(asking, first)


def test_after_three_wrong_tries_a_mailed_code_is_dead():
    make_member(email=ADDRESS)
    client = Client()
    code = ask_for_code(client)
    assert not any(enter(client, "WRNG-CODE") for _time in range(3))
    assert not enter(client, code)


def test_a_mailed_code_is_dead_after_its_time(monkeypatch):
    make_member(email=ADDRESS)
    client = Client()
    code = ask_for_code(client)
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT + 1)
    assert not enter(client, code)


@pytest.mark.parametrize("way", ["code", "reset"])
def test_no_letter_replaces_the_second_factor(way):
    user = make_editor(is_staff=False, is_superuser=False, password=PASSWORD)
    user.emailaddress_set.create(email=ADDRESS, verified=True, primary=True)
    client = Client()
    if way == "code":
        assert not enter(client, ask_for_code(client))
    else:
        client.post("/en/accounts/password/reset/", {"email": ADDRESS})
        code = letters.last().context["code"]
        client.post("/en/accounts/password/reset/confirm/", {"code": code})
        new = {"password1": "another long river", "password2": "another long river"}
        client.post("/en/accounts/password/reset/complete/", new)
        user.refresh_from_db()
        assert user.check_password("another long river")
        assert not is_in(client)
        form = {"login": user.name, "password": "another long river"}
        client.post("/en/accounts/login/", form)
        assert not is_in(client)
    client.post("/en/accounts/2fa/authenticate/", {"code": totp_code(user)})
    assert is_in(client)


def test_asking_again_gives_the_session_another_key(client):
    user = make_user(password=PASSWORD)
    client.post("/en/accounts/login/", {"login": user.name, "password": PASSWORD})
    before = client.session.session_key
    form = {"password": PASSWORD, "next": "/en/me/"}
    assert client.post("/en/accounts/reauthenticate/", form)["Location"] == "/en/me/"
    assert client.session.session_key != before
    assert client.get("/en/me/").status_code == 200
    assert user.sessions.count() == 1
    stale = Client()
    stale.cookies[settings.SESSION_COOKIE_NAME] = before
    assert stale.get("/en/me/").status_code == 302


@pytest.mark.parametrize("path", ["email", "2fa/totp/activate", "2fa/webauthn/add"])
def test_what_one_signs_in_with_changes_only_after_asking_again(client, path):
    user = make_user(password=PASSWORD)
    client.post("/en/accounts/login/", {"login": user.name, "password": PASSWORD})
    response = client.post(f"/en/accounts/{path}/", {"action_add": "", "email": ADDRESS})
    assert response["Location"].startswith("/en/accounts/reauthenticate/")
    assert not user.emailaddress_set.exists()


def test_staff_end_somebodys_sessions_by_blocking_or_a_new_password(admin_client):
    for deed in ("block", "password"):
        user, client = make_user(password=PASSWORD), Client()
        sign_in(client, user)
        assert client.get("/en/me/").status_code == 200
        if deed == "block":
            form = {"name": user.name, "language": "ru"}  # no is_active
            answer = admin_client.post(f"/admin/accounts/user/{user.pk}/change/", form)
        else:
            form = {"password1": "another long river", "password2": "another long river"}
            form["usable_password"] = "true"
            answer = admin_client.post(f"/admin/accounts/user/{user.pk}/password/", form)
        assert answer.status_code == 302
        assert client.get("/en/me/").status_code == 302, deed


def test_staff_who_may_change_accounts_give_no_rights_and_touch_no_superuser(client):
    keeper, boss, member = make_editor(is_superuser=False), make_editor(), make_user()
    keeper.user_permissions.add(*Permission.objects.filter(content_type__model="user"))
    sign_in_with_second_factor(client, keeper)
    rights = {"is_active": "on", "is_staff": "on", "is_superuser": "on"}
    for user in (keeper, member):
        form = {"name": user.name, "language": "en", **rights}
        assert client.post(f"/admin/accounts/user/{user.pk}/change/", form).status_code == 302
        user.refresh_from_db()
        assert (user.language, user.is_superuser) == ("en", False)
    assert not member.is_staff
    new = {"password1": "another long river", "password2": "another long river"}
    for path, form in {"change": {"name": "Mine", "language": "en"}, "password": new}.items():
        assert client.post(f"/admin/accounts/user/{boss.pk}/{path}/", form).status_code == 403


def test_signing_out_clears_what_the_browser_keeps(client):
    sign_in(client, make_user())
    asked = client.get("/en/accounts/logout/")
    assert not asked.has_header("Clear-Site-Data")
    response = client.post("/en/accounts/logout/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(client)


def test_signing_out_leads_home_in_the_language_that_was_read(client):
    client.force_login(make_user())
    asking = {"HTTP_ACCEPT_LANGUAGE": "ru"}
    assert client.post("/en/accounts/logout/", **asking)["Location"] == "/en/"


def test_a_forged_sign_out_clears_nothing():
    client = Client(enforce_csrf_checks=True)
    sign_in(client, make_user())
    response = client.post("/en/accounts/logout/")
    assert response.status_code == 403
    assert not response.has_header("Clear-Site-Data")
    assert is_in(client)


def test_the_way_out_is_on_the_members_page_and_in_the_admin(client, admin_client):
    sign_in(client, make_user())
    assert 'action="/en/accounts/logout/"' in client.get("/en/me/").content.decode()
    assert 'action="/admin/logout/"' in admin_client.get("/admin/").content.decode()
    for page in ("profile", "sessions", "export", "close"):
        assert 'href="/en/me/"' in client.get(f"/en/me/{page}/").content.decode()


# How it runs


def said_by_settings(expression, **environment):
    code = f"import django; django.setup()\nfrom django.conf import settings\nprint({expression})"
    without = {
        key: value for key, value in os.environ.items() if key not in ("DEBUG", "BEHIND_PROXY")
    }
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**without, **environment},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return run.stdout.strip()


def test_unless_asked_for_debugging_is_off_and_no_header_speaks_for_a_proxy():
    asked = "settings.DEBUG, settings.BEHIND_PROXY, settings.SECURE_PROXY_SSL_HEADER"
    assert said_by_settings(asked) == "False False None"


@pytest.mark.parametrize(
    "path",
    ["/static/", "/static/css/", "/media/", "/media/blog/", "/avatars/", "/.git/config", "/.env",
     "/var/secrets.env", "/config/settings.py", "/static/../.env", "/static/%2e%2e/.env"],
)  # fmt: skip
def test_no_directory_is_listed_and_nothing_of_the_code_served(client, path):
    assert client.get(path).status_code == 404


def test_staff_without_the_second_factor_do_not_open_the_admin(client):
    editor = make_editor()
    sign_in(client, editor)
    assert client.get("/admin/").status_code == 302
    sign_in_with_second_factor(client, editor)
    assert client.get("/admin/").status_code == 200
