import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from accounts import limits
from accounts.adapter import AccountAdapter
from accounts.models import User
from core import ratelimit
from tests.factories import make_user

pytestmark = pytest.mark.django_db

NOON = 1_750_000_020.0  # a minute begins, the seventh of an hour


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    class Clock:
        now = NOON

    monkeypatch.setattr(ratelimit.time, "time", lambda: Clock.now)
    return Clock


def send(name="admin:login", source="192.0.2.1", language="en", **extra):
    """A POST as a stranger's program sends it: without a CSRF token, without a cookie."""
    with override(language):
        path = reverse(name)
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": language})
    return client.post(path, REMOTE_ADDR=source, **extra)


def statuses(count, **arguments):
    return [send(**arguments).status_code for _ in range(count)]


def test_the_limit_passes_and_one_more_does_not():
    assert 429 not in statuses(30)
    assert statuses(2) == [429, 429]


def test_another_source_is_heard_meanwhile():
    statuses(31)
    assert send(source="192.0.2.2").status_code != 429
    assert send().status_code == 429


def test_a_refusal_says_when_to_come_back_and_then_it_is_heard(clock):
    statuses(30)
    response = send()
    assert response["Retry-After"] == "60"
    assert "Try again in 60 seconds." in response.text
    clock.now += 60
    assert send().status_code != 429


def test_what_the_minute_refuses_is_not_counted_in_the_hour(clock, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "admin:login", limits.Limit("x", limits.SELDOM))
    passed = 0
    for _minute in range(6):
        passed += sum(status != 429 for status in statuses(20))
        clock.now += 60
    assert passed == 30


def test_nothing_is_asked_of_the_database_before_a_refusal(django_assert_num_queries):
    statuses(30)
    client = Client()
    client.force_login(make_user())
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    with django_assert_num_queries(0):
        response = client.post(reverse("admin:login"), REMOTE_ADDR="192.0.2.1")
    assert response.status_code == 429


def test_an_address_without_a_view_has_no_limit():
    assert {Client().post("/ru/nowhere/").status_code for _ in range(40)} == {404}


def test_reading_is_not_limited():
    statuses(31)
    assert Client().get(reverse("admin:login"), REMOTE_ADDR="192.0.2.1").status_code != 429


def test_the_page_is_in_the_readers_language_and_kept_by_no_cache():
    statuses(30)
    response = send(language="ru")
    assert "Слишком много попыток" in response.text
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("seconds", "english", "russian"),
    [
        (1, "1 second.", "1 секунду."),
        (22, "22 seconds.", "22 секунды."),
        (119, "119 seconds.", "119 секунд."),
        (120, "2 minutes.", "2 минуты."),
        (121, "3 minutes.", "3 минуты."),
        (3600, "60 minutes.", "60 минут."),
    ],
)
def test_the_time_is_told_in_whole_words(seconds, english, russian):
    with override("en"):
        assert limits.in_words(seconds).endswith(english)
    with override("ru"):
        assert limits.in_words(seconds).replace("\N{NO-BREAK SPACE}", " ").endswith(russian)


def test_the_onion_is_not_one_person(settings):
    settings.ONION_HOST = "veche.onion"
    settings.ALLOWED_HOSTS = ["veche.onion", "testserver"]
    assert 429 not in statuses(60, HTTP_HOST="veche.onion")
    assert 429 in statuses(60)


def test_every_view_with_a_limit_exists():
    for name in limits.LIMITS:
        try:
            reverse(name)
        except NoReverseMatch:
            pytest.fail(f"{name} has a limit and no address")


class TestHoneypot:
    """A field people never see: allauth answers who fills it in as if all had gone well."""

    PERSON = {"username": "anna", "email": "anna@example.org", "password1": "river stone lamp"}

    def sign_up(self, **fields):
        return Client().post(reverse("account_signup"), self.PERSON | fields)

    def test_filling_it_in_creates_nothing_and_looks_like_success(self, monkeypatch):
        letters = []
        monkeypatch.setattr(AccountAdapter, "send_mail", lambda *sent: letters.append(sent))
        trapped = self.sign_up(homepage="https://example.com/")
        assert (User.objects.count(), EmailAddress.objects.count(), letters) == (0, 0, [])
        welcome = self.sign_up(homepage="")
        assert (User.objects.count(), len(letters)) == (1, 1)
        assert (trapped.status_code, trapped["Location"]) == (302, welcome["Location"])
