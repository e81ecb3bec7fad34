"""What follows from a new password and a second factor, by real requests through allauth's pages."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import update_last_login
from django.contrib.auth.signals import user_logged_in
from django.test import Client

from tests.accounts import members
from tests.accounts.members import PASSWORD, confirm, give_address, sign_in, totp_code
from tests.factories import make_user

pytestmark = pytest.mark.django_db

NEW = "a quite different one"


@pytest.fixture(autouse=True)
def letters(monkeypatch, settings):
    settings.PASSWORD_HASHERS = members.QUICK_HASHERS
    return members.catch_letters(monkeypatch)


@pytest.fixture
def user():
    return make_user(name="Nadia", password=PASSWORD, language="en")


@pytest.fixture
def here(user):
    return sign_in(user)


@pytest.fixture
def elsewhere(user):
    return sign_in(user)


def is_in(client):
    return client.get("/en/me/").status_code == 200


def keys(user):
    return set(user.sessions.values_list("session_key", flat=True))


def test_a_changed_password_ends_the_other_sessions_and_their_record(user, here, elsewhere):
    stranger = sign_in(make_user(password=PASSWORD))
    old_key = here.session.session_key
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/en/accounts/password/change/", form).status_code == 302
    assert user.sessions.count() == 1
    assert is_in(here)
    assert not is_in(elsewhere)
    assert is_in(stranger)
    assert here.session.session_key != old_key


def test_a_wrong_old_password_ends_nothing(user, here, elsewhere):
    form = {"oldpassword": "wrong wrong wrong", "password1": NEW, "password2": NEW}
    here.post("/en/accounts/password/change/", form)
    assert is_in(elsewhere)


def test_a_password_reset_by_letter_ends_all_sessions(user, elsewhere, monkeypatch):
    give_address(user)
    monkeypatch.setattr(
        "accounts.adapter.AccountAdapter.generate_password_reset_code", lambda self: "ABCDEF"
    )
    client = Client()
    client.post("/en/accounts/password/reset/", {"email": "nadia@example.org"})
    response = client.post("/en/accounts/password/reset/confirm/", {"code": "ABCDEF"})
    form = {"password1": NEW, "password2": NEW}
    assert client.post(response["Location"], form).status_code == 302
    assert is_in(client)
    assert user.sessions.count() == 1
    assert not is_in(elsewhere)


@pytest.mark.django_db(transaction=True)
def test_a_new_second_factor_ends_the_other_sessions(user, here, elsewhere):
    confirm(here)
    here.get("/en/accounts/2fa/totp/activate/")
    secret = here.session["mfa.totp.secret"]
    form = {"code": totp_code(secret)}
    assert here.post("/en/accounts/2fa/totp/activate/", form).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)


@pytest.mark.django_db(transaction=True)
def test_new_recovery_codes_end_no_session(user, here, elsewhere):
    confirm(here)
    here.post("/en/accounts/2fa/recovery-codes/generate/")
    assert Authenticator.objects.get(user=user).type == Authenticator.Type.RECOVERY_CODES
    assert is_in(elsewhere)


@pytest.mark.parametrize("used", [0, 3])
def test_recovery_codes_outlive_the_second_factor(user, here, used):
    codes = RecoveryCodes.activate(user)
    codes.mark_as_viewed()
    for code in codes.generate_codes()[:used]:
        assert codes.validate_code(code)
    before = Authenticator.objects.filter(type="recovery_codes").values().get()
    TOTP.activate(user, generate_totp_secret())
    confirm(here)
    assert here.post("/en/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=user, type="totp").exists()
    assert Authenticator.objects.filter(user=user).values().get() == before


def test_without_codes_removing_the_second_factor_makes_none(user, here):
    TOTP.activate(user, generate_totp_secret())
    confirm(here)
    here.post("/en/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=user).exists()


def test_djangos_own_note_of_the_second_is_gone():
    receivers, _async = user_logged_in._live_receivers(sender=None)
    assert update_last_login not in receivers
