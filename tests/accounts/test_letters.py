"""Every letter accounts send: in both languages, as text and HTML, without name or foreign link."""

import re
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail as outbox
from django.test import Client

from accounts import mailing
from core import mail
from tests.accounts import letters
from tests.factories import make_user

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
FOLDER = settings.BASE_DIR / "templates/accounts/email"
CODES = ["login_code", "password_reset_code", "email_confirmation", "email_confirmation_signup"]
NEWS = [
    "password_changed", "password_set", "password_reset", "email_changed", "email_confirm",
    "email_deleted", "totp_activated", "totp_deactivated", "recovery_codes_generated",
    "webauthn_added", "webauthn_removed",
]  # fmt: skip
LETTERS = [*CODES, *NEWS, "account_already_exists"]
NAME, ADDRESS, CODE = "Незабудка", "someone@example.org", "K7QX2M"
LINK = re.compile(r"https?://[^\s\"'<>]+|(?:src|href)=")


def member(**fields):
    user = make_user(name=NAME, **fields)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    return user


def deliver(letter, language, unsubscribe="", neutral=False):
    mail.deliver(
        f"accounts/email/{letter}",
        to=ADDRESS,
        language=language,
        context={"code": CODE} if letter in CODES else {},
        message_id="<1@example.org>",
        manner=mail.Manner(neutral=neutral, unsubscribe=unsubscribe),
    )
    return outbox.outbox[-1]


def test_every_letter_is_in_this_list():
    written = {path.name.partition(".")[0] for path in FOLDER.glob("*.subject.txt")}
    assert {name for name in written if not name.startswith("_")} >= set(LETTERS)


def test_every_letter_that_allauth_sends_has_templates():
    import allauth

    found = set()
    for app in ("account", "mfa"):
        for path in Path(allauth.__file__).parent.joinpath(app).rglob("*.py"):
            if "tests" not in path.parts:
                found |= set(re.findall(r'"(?:account|mfa)/email/(\w+)"', path.read_text()))
    unsent = {"unknown_account", "password_reset_key"}  # pretended; by link, which we don't offer
    assert "login_code" in found
    assert found - unsent <= set(LETTERS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_is_text_and_light_html_in_the_language(letter, language):
    message = deliver(letter, language)
    [page] = message.alternatives
    assert page.mimetype == "text/html"
    for text in (message.subject, message.body, re.sub("<[^>]*>", "", _body(page.content))):
        is_russian = bool(re.search("[а-яё]", text, re.IGNORECASE))
        assert is_russian == (language == "ru"), text
    assert f'<html lang="{language}">' in page.content
    assert 'content="light dark"' in page.content
    assert len(page.content) < 4000
    assert "{" not in message.body + _body(page.content)


def _body(html):
    return html[html.index("<body>") :]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", CODES)
def test_the_code_comes_first_and_is_not_in_the_subject(letter, language):
    message = deliver(letter, language)
    assert message.body.startswith(f"{CODE}\n")
    assert f'<body>\n<p class="code">{CODE}</p>' in re.sub(
        r"\n+", "\n", message.alternatives[0].content
    )
    assert CODE not in message.subject


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_loads_nothing_and_leads_nowhere_but_to_its_own_end(letter):
    message = deliver(letter, "en")
    assert not LINK.search(message.body + message.alternatives[0].content)
    end = "http://localhost:8000/en/accounts/letters/x/"
    message = deliver(letter, "en", unsubscribe=end)
    assert re.findall(r"https?://[^\s\"'<>]+", message.body) == [end]
    assert re.findall(r'href="([^"]+)"', message.alternatives[0].content) == [end]
    assert message.extra_headers["List-Unsubscribe"] == f"<{end}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_neutral_subject_gives_nothing_away(language):
    subjects = {deliver(letter, language, neutral=True).subject for letter in LETTERS}
    assert subjects == {{"ru": "Новое сообщение для вас", "en": "A new message for you"}[language]}


@pytest.mark.parametrize("letter", NEWS)
def test_word_of_a_change_goes_to_the_member_in_the_members_language(rf, letter):
    user = member(language="en")
    adapter = get_adapter(rf.get("/ru/"))
    adapter.send_notification_mail(f"account/email/{letter}", user, {"ip": "203.0.113.7"})
    sent = letters.last()
    assert (sent.template, sent.to) == (f"accounts/email/{letter}", ADDRESS)
    assert (sent.language, sent.context) == ("en", {})


def test_no_letter_knows_the_name():
    member()
    for route in ("login/code/", "password/reset/"):
        Client().post(f"/ru/accounts/{route}", {"email": ADDRESS})
    form = {"username": "Другая", "password1": "a long and quiet river", "email": ADDRESS}
    Client().post("/ru/accounts/signup/", form)
    sent = letters.promised()
    assert len(sent) == 3
    assert all(set(each.context) <= {"code"} for each in sent)
    assert not any(
        NAME in path.read_text() or "user" in path.read_text() for path in FOLDER.iterdir()
    )


def test_one_post_to_the_address_in_the_letter_ends_letters_of_its_kind(client):
    user = member()
    mailing.notify(user, "accounts/email/password_changed", "security")
    assert len(letters.promised()) == 1
    end = mailing.unsubscribe_address(user, "security")
    client.post("/" + end.split("/", 3)[3], {"List-Unsubscribe": "One-Click"})
    user.refresh_from_db()
    mailing.notify(user, "accounts/email/password_changed", "security")
    assert len(letters.promised()) == 1
