"""The checks behind what is promised to donors. What they make for it is rolled back."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.urls import reverse

from config import privacy_audit
from config.visiting import Page, confirm
from core.asking import ask
from donations import links
from donations.models import Donor, Payment, Subscription, today

COLUMNS = """
SELECT table_name || '.' || column_name, data_type FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name LIKE 'donations\\_%'
"""
KEYS = """
SELECT conname FROM pg_constraint
WHERE contype = 'f' AND (conrelid::regclass::text LIKE 'donations\\_%')
    <> (confrelid::regclass::text LIKE 'donations\\_%')
"""
STATEMENTS = (
    "UPDATE donations_payment SET amount = 1 WHERE id = %s",
    "DELETE FROM donations_payment WHERE id = %s",
)


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def stop() -> str:
    """The way there, link by link, for a donation of nobody's; the last press is not made."""
    with rolled_back():
        donor = Donor.objects.create(language="en")
        row = Subscription.objects.create(
            reference=secrets.token_hex(32),
            donor=donor,
            amount=1000,
            currency="eur",
            state=Subscription.State.ACTIVE,
            stripe_status="active",
            started_on=today(),
        )
        token = links.token(donor)
        first, second = (
            ask(reverse(name, args=arguments))
            for name, arguments in (
                ("donations:own", [token]),
                ("donations:stop", [token, row.pk]),
            )
        )
        confirm(_leads(first, f"{row.pk}/stop/"), "the private page does not lead to the stop")
        confirm(_leads(second, 'method="post"'), "the stop is no form")
        for response in (first, second):
            confirm(response.get("Referrer-Policy") == "no-referrer", "the link would be told")
            confirm("no-store" in response.get("Cache-Control", ""), "a copy would be kept")
    return "two clicks"


def _leads(response: object, text: str) -> bool:
    if not isinstance(response, HttpResponse) or response.status_code != 200:
        return False
    return text in Page(response).text and not Page(response).dead


def no_donor() -> str:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        columns = dict(cursor.fetchall())
        cursor.execute(KEYS)
        ties = [name for (name,) in cursor.fetchall()]
    finer = [name for name, kind in columns.items() if kind.startswith(("time", "interval"))]
    confirm(not finer, f"finer than a day: {', '.join(finer)}")
    confirm(not ties, f"tied to other tables: {', '.join(ties)}")
    wrong = [
        f"{found.kind} in {found.place}"
        for found in privacy_audit.audit()
        if found.place.startswith("donations_") and not found.is_allowed
    ]
    confirm(not wrong, ", ".join(sorted(set(wrong))))
    return f"{len(columns)} columns"


def payments() -> str:
    values = {"kind": "once", "amount": 100, "currency": "eur", "paid_on": today()}
    with rolled_back():
        payment = Payment.objects.create(reference=secrets.token_hex(32), **values)
        for statement in STATEMENTS:
            confirm(_is_refused(statement, payment.pk), "a payment could be changed")
    return "refused"


def _is_refused(statement: str, pk: int) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [pk])
    except IntegrityError:
        return True
    return False
