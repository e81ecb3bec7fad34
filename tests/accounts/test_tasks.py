"""What goes by itself: expired sessions, and accounts nobody ever came into."""

import datetime

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts import tasks
from accounts.models import Session, User
from tests.accounts.members import give_address
from tests.factories import make_user

pytestmark = pytest.mark.django_db

NOW = 0  # the moment procrastinate gives, which nothing depends on
LONG_AGO = timezone.now() - tasks.TIME_TO_CONFIRM - datetime.timedelta(minutes=1)


def make_session(key, **ago):
    expires = timezone.now() - datetime.timedelta(**ago)
    return Session.objects.create(session_key=key, session_data="", expire_date=expires)


def test_expired_sessions_go_and_others_stay():
    make_session("over", minutes=1)
    make_session("living", minutes=-1)
    tasks.clear_sessions(NOW)
    assert [each.session_key for each in Session.objects.all()] == ["living"]


def test_an_account_whose_address_nobody_confirmed_goes():
    give_address(make_user(joined_at=LONG_AGO), verified=False)
    tasks.clear_unconfirmed(NOW)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"joined_at": LONG_AGO + datetime.timedelta(hours=1)},
        {"last_login": LONG_AGO},
        {"is_staff": True},
        {"keeps_no_sessions": True},
    ],
)
def test_who_has_time_left_or_came_in_stays(fields):
    give_address(make_user(**{"joined_at": LONG_AGO} | fields), verified=False)
    tasks.clear_unconfirmed(NOW)
    assert User.objects.exists()


def test_who_needs_no_address_or_has_one_or_has_codes_stays():
    make_user(joined_at=LONG_AGO)
    confirmed = make_user(joined_at=LONG_AGO)
    give_address(confirmed, verified=True)
    with_codes = make_user(joined_at=LONG_AGO)
    give_address(with_codes, "other@example.org", verified=False)
    RecoveryCodes.activate(with_codes)
    tasks.clear_unconfirmed(NOW)
    assert User.objects.count() == 3


def test_the_worker_knows_them_and_when():
    assert "accounts.tasks" in settings.PROCRASTINATE_IMPORT_PATHS
    periodic = {name for name, _id in app.periodic_registry.periodic_tasks}
    assert {"accounts.clear_sessions", "accounts.clear_unconfirmed"} <= periodic
