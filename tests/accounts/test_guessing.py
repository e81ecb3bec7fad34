"""Guessing at one account's password, and keeping its owner out by guessing."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts import adapter
from accounts.models import User
from tests.accounts import members
from tests.accounts.letters import promised
from tests.accounts.members import PASSWORD
from tests.factories import make_member, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/en/accounts/login/"
# The third has a Cyrillic а.
SPELLINGS = ["Nadia", "NADIA", "Nаdia", "N.adia", "na-dia", "N a d i a", "nad1a", "n_a_d_i_a"]


@pytest.fixture(autouse=True)
def nadia(settings):
    settings.PASSWORD_HASHERS = members.QUICK_HASHERS
    return make_user(name="Nadia", password=PASSWORD)


class Clock:
    """In place of the module `time`, as allauth's limits ask it."""

    now = 1_750_000_020.0

    def time(self):
        return self.now

    def monotonic(self):
        return self.now


def guess(name="Nadia", password="not the password", source=1):
    client = Client(REMOTE_ADDR=f"198.51.100.{source}")
    response = client.post(LOGIN, {"login": name, "password": password})
    if response.status_code == 200:
        return response.context["form"].errors.as_text()
    return "in" if response.status_code == 302 else "Too many attempts"


def is_refused(answer):
    return "Too many attempts" in answer


def test_each_spelling_of_a_name_buys_no_further_guesses():
    assert [is_refused(guess(name)) for name in SPELLINGS] == [False] * 5 + [True] * 3


def test_who_guesses_does_not_keep_the_owner_out():
    while not is_refused(guess()):
        pass
    assert guess(password=PASSWORD, source=2) == "in"


def test_many_sources_have_a_limit_together(monkeypatch):
    monkeypatch.setattr(adapter, "TRIES", 12)
    answers = [guess(SPELLINGS[source % 8], source=source) for source in range(13)]
    assert [is_refused(answer) for answer in answers] == [False] * 12 + [True]


def test_nobodys_mailbox_is_flooded_by_signing_in_to_an_account_with_their_address(nadia):
    """The address is a claim: whoever made the account knows its password."""
    EmailAddress.objects.create(user=nadia, email="vera@example.org", primary=True)
    for number in range(10):
        guess(password=PASSWORD, source=number)
    assert len(promised()) == 1  # within ten seconds


def test_nobodys_mailbox_is_flooded_from_many_sources(nadia, monkeypatch):
    clock = Clock()
    monkeypatch.setattr("allauth.core.internal.ratelimit.time", clock)
    for number in range(10):
        form = {"username": f"someone-{'abcdefghij'[number]}", "password1": PASSWORD}
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(
            "/en/accounts/signup/", form | {"email": "vera@example.org"}
        )
        clock.now += 11
    assert User.objects.count() == 11
    assert len(promised()) == 3


def test_a_code_leads_nobody_into_an_account_somebody_made_with_their_address():
    """allauth would confirm the address by it, and whoever made the account has its password."""
    form = {"username": "Thief", "email": "vera@example.org", "password1": PASSWORD}
    Client().post("/en/accounts/signup/", form)
    before = len(promised())
    vera = Client()
    vera.post("/en/accounts/login/code/", {"email": "vera@example.org"})
    assert len(promised()) == before
    answer = vera.get("/en/accounts/login/code/confirm/")
    assert answer.status_code == 200 and "vera@example.org" in answer.text
    vera.post("/en/accounts/password/reset/", {"email": "vera@example.org"})
    assert len(promised()) == before + 1, "a reset throws the stranger's password away"


def test_one_mailbox_gets_ten_letters_an_hour_whatever_the_doors(monkeypatch):
    make_member(name="Vera", email="vera@example.org")
    monkeypatch.setattr("accounts.limits.LIMITS", {})
    for number in range(8):
        for door in ("login/code/", "password/reset/"):
            client = Client(REMOTE_ADDR=f"198.51.{number}.1")
            client.post(f"/en/accounts/{door}", {"email": "vera@example.org"})
            for _ in range(3):
                client.post("/en/accounts/login/code/confirm/", {"action": "resend"})
    assert len(promised()) == 10
