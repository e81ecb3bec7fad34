"""What the database knows of when: days. Seconds, beside a network's logs, would name the member."""

import datetime
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.accounts import members
from tests.accounts.dump import dump
from tests.accounts.members import PASSWORD, totp_code
from tests.factories import make_user

pytestmark = pytest.mark.django_db
MOMENT = re.compile(r"\d{4}-\d\d-\d\d (\d\d:\d\d:\d\d(?:\.\d+)?)\+00")
SECRET = generate_totp_secret()


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = members.QUICK_HASHERS


def sign_up():
    client = Client()
    client.post("/en/accounts/signup/", {"username": "Nadia", "password1": PASSWORD})
    assert client.get("/en/me/").status_code == 200
    return client


def sign_in_with_app(user):
    client = Client()
    client.post("/en/accounts/login/", {"login": user.name, "password": PASSWORD})
    client.post("/en/accounts/2fa/authenticate/", {"code": totp_code(SECRET)})
    assert client.get("/en/me/").status_code == 200


def moments():
    """Of rows about members, as a thief reads them."""
    rows = [line for line in dump().splitlines() if re.match(r"public\.(acc|mfa)", line)]
    return {found[1] for row in rows for found in MOMENT.finditer(row)}


def test_after_signing_up_and_in_with_a_second_factor_there_are_days_only():
    sign_up()
    user = User.objects.get()
    TOTP.activate(user, SECRET)
    sign_in_with_app(user)
    assert Authenticator.objects.get(type="totp").last_used_at
    assert moments() == {"00:00:00"}


def test_a_session_lives_no_shorter_for_it():
    sign_up()
    session = User.objects.get().sessions.get()
    age = datetime.timedelta(days=14)
    assert timezone.now() + age < session.expire_date <= timezone.now() + age * 2


def test_who_wants_no_record_leaves_none_with_a_second_factor_either():
    user = make_user(name="Nadia", password=PASSWORD, keeps_no_sessions=True)
    TOTP.activate(user, SECRET)
    sign_in_with_app(user)
    assert Authenticator.objects.get().last_used_at is None


def test_asking_for_no_record_forgets_the_days_of_the_second_factor():
    client = sign_up()
    RecoveryCodes.activate(User.objects.get()).instance.record_usage()
    client.post("/en/me/privacy/", {"keeps_no_sessions": "on"})
    assert Authenticator.objects.get().last_used_at is None
