"""Accounts' jobs: what nobody uses any more goes by itself."""

import datetime

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts import closing, exporting
from accounts.models import User
from accounts.sessions import SessionStore

TIME_TO_CONFIRM = datetime.timedelta(days=3)  # of which the day of joining may have been short


# Hourly, not daily: a run that a sleeping machine misses is not made up for.
@app.periodic(cron="17 * * * *")
@app.task(name="accounts.clear_sessions", queueing_lock="accounts.clear_sessions")
def clear_sessions(timestamp: int) -> None:
    SessionStore.clear_expired()


@app.periodic(cron="27 * * * *")
@app.task(name="accounts.clear_unconfirmed", queueing_lock="accounts.clear_unconfirmed")
def clear_unconfirmed(timestamp: int) -> None:
    """Accounts whose address nobody confirmed, so that nobody ever came in; the name is free again.

    Staff may have been given an address by other staff. Who wants no record of devices leaves no
    day of signing in; recovery codes are only given to who has come in.
    """
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    User.objects.filter(
        Exists(addresses) & ~Exists(addresses.filter(verified=True)),
        joined_at__lt=timezone.now() - TIME_TO_CONFIRM,
        last_login=None,
        is_staff=False,
        keeps_no_sessions=False,
        authenticator=None,
    ).delete()


@app.task(name="accounts.make_export", retry=3)
def make_export(export_id: int) -> None:
    exporting.make(export_id)


@app.periodic(cron="37 * * * *")
@app.task(name="accounts.tidy_exports", queueing_lock="accounts.tidy_exports")
def tidy_exports(timestamp: int) -> None:
    exporting.tidy()


@app.periodic(cron="47 * * * *")
@app.task(name="accounts.close_due", queueing_lock="accounts.close_due")
def close_due(timestamp: int) -> None:
    closing.close_due()
