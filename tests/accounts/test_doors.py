"""Every page by which one comes in or back: what it looks like, in both languages, and that it leads in."""

import re
from html.parser import HTMLParser

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.template.loader import get_template
from django.test import Client
from django.urls import get_resolver
from django.utils.translation import override

from accounts import mailing
from accounts.models import User
from tests.accounts import letters
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PASSWORD = "a long and quiet river"
ADDRESS = "someone@example.org"
STRANGERS = ["login/", "signup/", "login/code/", "password/reset/", "password/reset/done/"] + [
    "recover/", "inactive/",
]  # fmt: skip
MEMBERS = ["logout/", "email/", "password/change/", "reauthenticate/", "2fa/"] + [
    "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/", "2fa/recovery-codes/generate/",
    "2fa/recovery-codes/", "2fa/reauthenticate/",
]  # fmt: skip
ALLOWED = {
    "Atom",
    "English",
    "example",
    "someone",
    "Vera",
    "Veche",
}  # Latin words on a Russian page


class Page(HTMLParser):
    """What of a page a test asks about."""

    def __init__(self, response):
        super().__init__()
        self.headings, self.forms, self.fields, self.ids, self.described = [], [], {}, set(), set()
        self.text, self.silent, self.main = [], 0, False
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.main = self.main or tag == "main"
        self.silent += tag in ("script", "svg", "code", "noscript")
        self.ids.add(attrs.get("id"))
        self.described |= set((attrs.get("aria-describedby") or "").split())
        if self.main and tag == "h1":
            self.headings.append(attrs)
        if self.main and tag == "form":
            self.forms.append(attrs)
        if tag == "input":
            self.fields[attrs.get("name")] = attrs

    def handle_endtag(self, tag):
        self.main = self.main and tag != "main"
        self.silent -= tag in ("script", "svg", "code", "noscript")

    def handle_data(self, data):
        if self.main and not self.silent:
            self.text.append(data)


def address(language, route):
    return f"/{language}/accounts/{route}"


def sign_up(client, language="ru", name="Vera", email="", follow=True, **extra):
    form = {"username": name, "password1": PASSWORD, "email": email}
    return client.post(address(language, "signup/"), form, follow=follow, **extra)


def submit_code(client, route, language="ru", code=None):
    code = code or letters.last().context["code"]
    return client.post(address(language, route), {"code": code}, follow=True)


def member_with_address(**fields):
    user = make_user(password=PASSWORD, **fields)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    return user


def is_in(client):
    return SESSION_KEY in client.session


def totp_code(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def assert_is_a_door(response, language):
    page = Page(response)
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in html
    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html
    assert len(page.headings) == 1
    assert "no-store" in response["Cache-Control"]
    assert page.described <= page.ids
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", html)
    assert "placeholder=" not in html
    words = set(re.findall(r"[A-Za-z]{4,}", " ".join(page.text)))
    if language == "ru":
        assert words <= ALLOWED, words
    else:
        assert not re.search("[а-яё]", " ".join(page.text), re.IGNORECASE)


# Looks


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("route", STRANGERS)
def test_a_stranger_sees_our_page_in_the_language_of_its_address(client, route, language):
    response = client.get(address(language, route))
    assert_is_a_door(response, language)
    assert response.templates[0].origin.name.startswith(str(settings.BASE_DIR / "templates"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_member_sees_our_pages_in_the_language_of_their_address(client, language):
    sign_up(client, language)
    for route in MEMBERS:
        assert_is_a_door(client.get(address(language, route)), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_an_authenticator_app(client, language):
    sign_up(client, language)
    user = User.objects.get()
    TOTP.activate(user, generate_totp_secret())
    for route in ("2fa/", "2fa/totp/deactivate/", "2fa/reauthenticate/"):
        assert_is_a_door(client.get(address(language, route)), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_off", [False, True])
def test_the_page_that_ends_letters(client, language, is_off):
    user = make_user(language=language, mail_off=["security"] if is_off else [])
    path = mailing.unsubscribe_address(user, "security").split("/", 3)[3]
    response = client.get(f"/{path}")
    assert_is_a_door(response, language)
    assert not response.cookies


def test_every_page_and_message_of_allauth_is_replaced_by_ours():
    def views(patterns):
        for each in patterns:
            yield from views(each.url_patterns) if hasattr(each, "url_patterns") else [each]

    with override("en"):
        names = {
            getattr(getattr(each.callback, "view_class", None), "template_name", None)
            for each in views(get_resolver().url_patterns)
            if each.callback.__module__.startswith("allauth")
        } - {None}
    assert "account/login.html" in names
    said = ["logged_in", "logged_out", "password_changed", "password_set", "email_confirmed"]
    names |= {f"account/messages/{name}.txt" for name in said}
    names |= {f"mfa/messages/{name}.txt" for name in ("totp_activated", "webauthn_added")}
    ours = str(settings.BASE_DIR / "templates")
    foreign = {name for name in names if not get_template(name).origin.name.startswith(ours)}
    assert foreign == set()


def test_a_page_for_anyone_shows_the_same_header_to_every_stranger(client):
    first = client.get("/ru/")
    assert address("ru", "login/") in first.content.decode()
    assert first["Cache-Control"].startswith("public")
    client.cookies["theme"] = "dark"
    assert not client.get("/ru/").cookies


def test_a_member_finds_the_own_page_in_the_header(client):
    client.force_login(make_user(name="Вера"))
    response = client.get("/ru/")
    assert '<a class="member" href="/ru/me/">Вера</a>' in response.content.decode()
    assert response["Cache-Control"].startswith("private")


def test_a_message_is_shown_once_and_leaves_no_cookie_of_its_own(client):
    sign_up(client)
    form = {"oldpassword": PASSWORD, "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    response = client.post(address("ru", "password/change/"), form, follow=True)
    assert response.content.decode().count("Пароль изменён") == 1
    assert "messages" not in client.cookies
    assert "Пароль изменён" not in client.get("/ru/me/").content.decode()


# Coming in


@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_up_without_an_address_shows_the_codes_once_and_leads_on(client, language):
    response = sign_up(client, language)
    assert is_in(client)
    page = response.content.decode()
    codes = re.findall(r"<code>(\d{4} \d{4} \d{4})</code>", page)
    assert len(set(codes)) == 10
    assert 'download="codes.txt"' in page
    assert codes[0].replace(" ", "%20") in page
    assert f'href="/{language}/me/"' in page
    again = client.get(address(language, "2fa/recovery-codes/")).content.decode()
    assert not any(code in again for code in codes)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("/ru/blog/", "/ru/blog/"),
        ("https://evil.example/", "/ru/me/"),
        ("//evil.example/", "/ru/me/"),
        ("javascript:alert(1)", "/ru/me/"),
        ("/\\evil.example", "/ru/me/"),
    ],
)
def test_after_the_codes_one_goes_on_within_the_site_only(client, wanted, expected):
    sign_up(client)
    page = client.get(address("ru", "2fa/recovery-codes/"), {"next": wanted}).content.decode()
    assert f'href="{expected}">Дальше' in page
    assert "evil" not in re.sub(r"<header.*?</header>|<footer.*", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_up_with_an_address_asks_for_the_code_and_lets_in(client, language):
    response = sign_up(client, language, email=ADDRESS)
    assert_is_a_door(response, language)
    assert not is_in(client)
    assert ADDRESS in response.content.decode()
    letter = letters.last()
    assert (letter.to, letter.language) == (ADDRESS, language)
    submit_code(client, "confirm-email/", language)
    assert is_in(client)
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_is_said_beside_the_field(client, language):
    form = {"username": "a", "password1": "12345", "email": "nowhere"}
    response = client.post(address(language, "signup/"), form)
    assert_is_a_door(response, language)
    page = Page(response)
    for name in form:
        assert page.fields[name]["aria-invalid"] == "true"
        assert f"id_{name}_error" in page.fields[name]["aria-describedby"].split()
        assert f"id_{name}_error" in page.ids


def test_sign_up_says_what_an_address_is_for_and_which_name_to_take(client):
    page = client.get(address("en", "signup/")).content.decode()
    assert "recovery codes are the only way back" in page
    assert "neither your own name nor a nickname" in page
    assert "required" not in Page(client.get(address("en", "signup/"))).fields["email"]


def test_signing_up_with_a_taken_address_looks_as_with_a_free_one(client):
    taken = sign_up(client, "en", name="Nina", email="free@example.org")
    member_with_address(language="en")
    other = sign_up(Client(), "en", name="Olga", email=ADDRESS)
    free, refused = (
        re.sub(r'value="\w{64}"|\w+@example.org', "", each.content.decode())
        for each in (taken, other)
    )
    assert free == refused
    assert letters.last().template.endswith("email_confirmation_signup")


def test_only_whoever_reads_the_mailbox_learns_that_its_address_is_taken(client):
    owner = member_with_address()
    sign_up(client, name="Olga", email=ADDRESS)
    response = submit_code(client, "confirm-email/")
    assert "уже есть учётная запись" in response.content.decode()
    assert not is_in(client)
    assert EmailAddress.objects.get(email=ADDRESS, verified=True).user == owner


def test_a_wrong_code_is_said_to_be_wrong_and_the_right_one_still_works(client):
    sign_up(client, email=ADDRESS)
    response = submit_code(client, "confirm-email/", code="AAAAAA")
    assert "Мы отправляли другой код." in response.content.decode()
    assert Page(response).fields["code"]["aria-invalid"] == "true"
    submit_code(client, "confirm-email/")
    assert is_in(client)


def test_a_slip_in_the_address_is_mended_by_starting_again(client):
    sign_up(client, email="wrong@example.org")
    client.post(address("ru", "signup/again/"))
    sign_up(client, email=ADDRESS)
    submit_code(client, "confirm-email/")
    assert EmailAddress.objects.get().email == ADDRESS


def test_an_address_that_is_replaced_or_removed_hears_of_it(client):
    user = member_with_address()
    sign_in(client, user)
    client.post(address("ru", "email/"), {"action_add": "", "email": "new@example.org"})
    submit_code(client, "confirm-email/")
    assert EmailAddress.objects.get().email == "new@example.org"
    changed = letters.last()
    assert (changed.template, changed.to) == ("accounts/email/email_changed", ADDRESS)
    client.post(address("ru", "email/"), {"action_remove": "", "email": "new@example.org"})
    deleted = letters.last()
    assert (deleted.template, deleted.to) == ("accounts/email/email_deleted", "new@example.org")


@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_in_by_a_mailed_code(client, language):
    member_with_address()
    response = client.post(address(language, "login/code/"), {"email": ADDRESS}, follow=True)
    assert_is_a_door(response, language)
    assert not is_in(client)
    submit_code(client, "login/code/confirm/", language)
    assert is_in(client)


@pytest.mark.parametrize("route", ["login/code/", "password/reset/"])
def test_asking_for_a_code_answers_the_same_to_a_stranger(route):
    member_with_address()
    pages = []
    for email in (ADDRESS, "nobody@example.org"):
        response = Client().post(address("en", route), {"email": email}, follow=True)
        assert_is_a_door(response, "en")
        pages.append(re.sub(r'value="\w{64}"|\w+@example.org', "", response.content.decode()))
    assert pages[0] == pages[1]
    assert "belongs to an account" in pages[0]
    assert len(letters.promised()) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_password_by_a_code(client, language):
    user = member_with_address()
    response = client.post(address(language, "password/reset/"), {"email": ADDRESS}, follow=True)
    assert_is_a_door(response, language)
    response = submit_code(client, "password/reset/confirm/", language)
    assert_is_a_door(response, language)
    form = {"password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    client.post(address(language, "password/reset/complete/"), form)
    user.refresh_from_db()
    assert user.check_password(PASSWORD + "!")
    assert letters.last().template.endswith("email/password_reset")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_step_takes_a_code_of_the_app_or_of_recovery(client, language):
    user = make_user(password=PASSWORD)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    form = {"login": user.name, "password": PASSWORD}
    response = client.post(address(language, "login/"), form, follow=True)
    assert_is_a_door(response, language)
    assert not is_in(client)
    response = client.post(address(language, "2fa/authenticate/"), {"code": "000000"})
    assert Page(response).fields["code"]["aria-invalid"] == "true"
    client.post(address(language, "2fa/authenticate/"), {"code": totp_code(secret)})
    assert is_in(client)


def test_coming_back_by_a_recovery_code_typed_in_groups(client):
    user = make_user(password=PASSWORD)
    codes = RecoveryCodes.activate(user).generate_codes()
    form = {"name": user.name, "code": f"{codes[0][:4]} {codes[0][4:]}", "password": PASSWORD[::-1]}
    client.post(address("ru", "recover/"), form | {"code": "0000 0000 0000"})
    assert not is_in(client)
    client.post(address("ru", "recover/"), form)
    assert is_in(client)


@pytest.mark.django_db(transaction=True)  # the message is added on commit
def test_the_key_of_the_app_is_drawn_and_written(client):
    sign_up(client)
    page = client.get(address("ru", "2fa/totp/activate/")).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert '<div class="qr" role="img"' in page
    assert "<path d=" in page
    assert "data:image" not in page
    form = {"code": totp_code(secret)}
    response = client.post(address("ru", "2fa/totp/activate/"), form, follow=True)
    assert "Приложение с кодами настроено." in response.content.decode()


# Whose language a letter speaks


@pytest.mark.parametrize(("page", "member"), [("en", "ru"), ("ru", "en")])
def test_a_members_letters_are_in_the_members_language(client, page, member):
    member_with_address(language=member)
    client.post(address(page, "login/code/"), {"email": ADDRESS})
    assert letters.last().language == member


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_member_is_written_to_in_the_language_of_the_page(client, language):
    sign_up(client, language, email=ADDRESS)
    assert letters.last().language == language == User.objects.get().language
