"""What guards the admin, and what opens once."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.test import Client

from accounts.second_factor import spend
from core.sealing import unseal
from tests.accounts import members
from tests.accounts.members import PASSWORD
from tests.factories import make_editor, sign_in, sign_in_with_second_factor, totp_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = members.QUICK_HASHERS


@pytest.fixture
def boss():
    return make_editor(name="Boss", password=PASSWORD)


def come_in(code):
    client = Client()
    client.post("/en/accounts/login/", {"login": "Boss", "password": PASSWORD})
    client.post("/en/accounts/2fa/authenticate/", {"code": code})
    return client


def opens(client, path="/admin/"):
    return client.get(path).status_code == 200


def test_the_app_opens_the_admin(boss):
    assert opens(come_in(totp_code(boss)))


def test_a_recovery_code_opens_the_account_and_not_the_admin(boss):
    client = come_in(RecoveryCodes.activate(boss).generate_codes()[0])
    assert opens(client, "/en/me/")
    assert (
        client.get("/admin/", follow=True)
        .redirect_chain[-1][0]
        .startswith("/ru/accounts/2fa/reauthenticate/")
    )


def test_two_recovery_codes_of_a_stolen_sheet_do_not_open_the_admin(boss):
    codes = RecoveryCodes.activate(boss).generate_codes()
    thief = Client()
    form = {"name": "Boss", "code": codes[0], "password": "another long password"}
    thief.post("/en/accounts/recover/", form)
    thief.post("/en/accounts/2fa/authenticate/", {"code": codes[1]})
    assert opens(thief, "/en/me/")
    assert not opens(thief)


def test_who_removes_the_second_factor_is_out_of_the_admin_at_once(boss):
    client = Client()
    sign_in_with_second_factor(client, boss)
    assert opens(client)
    client.post("/en/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(type="totp").exists()
    assert not opens(client)


def test_somebody_elses_factor_opens_nothing(boss):
    other = make_editor(name="Second")
    client = Client()
    sign_in(client, other, "mfa", id=Authenticator.objects.get(user=boss).pk, type="totp")
    assert not opens(client)


def test_a_code_opens_once_in_any_process_as_long_as_it_is_good(boss, monkeypatch):
    code = totp_code(boss)
    assert opens(come_in(code))
    cache.clear()  # what another process knows
    assert not opens(come_in(code), "/en/me/")
    now = time.time()
    monkeypatch.setattr(auth.time, "time", lambda: now + 31)
    cache.clear()
    assert not opens(come_in(code), "/en/me/")


def test_a_code_does_not_confirm_what_it_has_opened(boss):
    code = totp_code(boss)
    client = come_in(code)
    cache.clear()
    answer = client.post("/en/accounts/2fa/reauthenticate/", {"code": code, "next": "/en/"})
    assert answer.status_code == 200


def test_the_next_code_is_good_and_the_one_before_no_more(boss, monkeypatch):
    app = Authenticator.objects.get(user=boss)
    before = totp_code(boss)
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 30)
    assert spend(app, totp_code(boss))
    assert not spend(app, before)
    assert unseal(app.data["spent"]).isdigit()
