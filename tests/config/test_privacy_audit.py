"""What people left lies only where it may, and the audit finds it wherever else it is planted."""

import gzip
import hashlib
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Session
from config import privacy_audit
from config.privacy_audit import Finding
from donations.models import Event
from tests.donations.factories import (
    make_campaign,
    make_customer,
    make_donor,
    make_payment,
    make_refund,
    make_subscription,
)
from tests.factories import make_author, make_post, make_user

pytestmark = pytest.mark.django_db

PLANTED = {
    "anna@example.org": "e-mail",
    "Анна <анна@пример.рф>": "e-mail",
    "from 203.0.113.77 12 times": "IP address",
    "2001:db8::77": "IP address",
    "at [2001:db8:1:2:3:4:5:6].": "IP address",
    "+48 22 123-45-67": "phone",
    "8 (912) 345-67-89": "phone",
    "89123456789": "phone",
    "(212) 555-0123": "phone",
    "4111 1111 1111 1111": "card",
    "4111 1111 1111 1111 12/29": "card",
    "5500000000000004": "card",
    "2200-0000-0000-0004": "card",
}
INNOCENT = [
    "2026-11-23 13:09:21.123456+00:00",
    "1700000000123",
    "4111111111111112",  # the last digit is wrong
    "12:30:45",
    "p::before",
    "@anna",
    "127.0.0.1",
    "0.123456789",
    "1 2 3 4 5 6 7 8 9 10",
    "PostgreSQL 18.1.2",
    "a" + "79123456789" + "b4111111111111111c",  # of a hash
]


def found():
    return [(each.place, each.kind, each.rows) for each in privacy_audit.audit()]


def audit(*arguments):
    """Exit code, what was said and what was complained about."""
    said, complained = io.StringIO(), io.StringIO()
    try:
        call_command("audit_privacy", *arguments, stdout=said, stderr=complained)
    except SystemExit as end:
        return end.code, said.getvalue(), complained.getvalue()
    return 0, said.getvalue(), complained.getvalue()


def test_a_clean_database_passes():
    make_post(body_ru="<p>Текст</p>")
    make_user(password="correct horse battery")
    code, said, complained = audit()
    assert (code, said, complained) == (0, said, "")
    assert "Nothing found." in said


@pytest.mark.parametrize("value", PLANTED)
def test_what_is_planted_is_found_and_not_repeated(value):
    make_author(name_ru=value)
    make_author(name_ru="Анна")
    code, said, complained = audit()
    kind = PLANTED[value]
    assert code == 1
    assert any(
        line.startswith("blog_author.name_ru ") and line.endswith(" NO")
        for line in said.splitlines()
    )
    assert ("blog_author.name_ru", kind, 1) in found()
    assert value not in said + complained


@pytest.mark.parametrize("value", INNOCENT)
def test_what_only_looks_like_it_is_not_found(value):
    make_author(name_ru=value)
    assert found() == []


def test_where_it_may_be_it_is_said_and_passes():
    make_post(body_ru="<p>Пишите: press@example.org, +48 22 123-45-67</p>")
    code, said, _complained = audit()
    assert code == 0
    assert "blog_post.body_ru" in said
    assert privacy_audit.EDITORS in said


def test_a_campaign_may_name_an_address():
    make_campaign(text_ru="Пишите: treasurer@example.org")
    assert audit()[0] == 0


def test_rows_of_giving_hold_nothing_of_people():
    """Ids of Stripe's, hashes, numbers and days, as many as chance makes, look like none of it."""
    for number in range(300):
        letters = hashlib.sha256(str(number).encode()).hexdigest()
        donor = make_donor(f"donor{number}@example.org")
        make_customer(donor, stripe_id=f"cus_{letters[:14]}")
        payment = make_payment(donor, stripe_id=f"pi_3{letters[:23]}", amount=1_000_000 - number)
        make_refund(payment, stripe_id=f"re_3{letters[:23]}")
        make_subscription(donor, stripe_id=f"sub_1{letters[:23]}")
        Event.objects.create(
            stripe_id=f"evt_1{letters[:23]}", type="invoice.paid", object_id=f"in_1{letters[:23]}"
        )
    assert found() == []


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("donor", "email_hash"),
        ("customer", "stripe_id"),
        ("paymenttrace", "payment_intent"),
        ("subscription", "stripe_status"),
        ("event", "note"),
    ],
)
def test_a_donor_planted_in_rows_of_giving_is_found(table, column):
    donor = make_donor("anna@example.org")
    make_customer(donor)
    make_payment(donor)
    make_subscription(donor)
    Event.objects.create(stripe_id="evt_1", type="invoice.paid", object_id="in_1")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE donations_{table} SET {column} = 'anna@example.org'")
    assert found() == [(f"donations_{table}.{column}", "e-mail", 1)]


def test_an_address_planted_in_a_session_is_found():
    Session.objects.create(
        session_key="x", session_data="ip=203.0.113.77", expire_date="2030-01-01T00:00Z"
    )
    assert found() == [("accounts_session.session_data", "IP address", 1)]


@pytest.mark.parametrize(
    ("type", "value"),
    [
        ("bytea", b"\x00\xffanna@example.org"),
        ("inet", "203.0.113.77"),
        ("jsonb", '{"Анна": ["anna@example.org"]}'),
        ("text[]", "{a,anna@example.org}"),
        ("inet[]", "{203.0.113.77}"),
        ("cidr", "203.0.113.0/32"),
        ("tsvector", "'anna@example.org':1"),
        ("char(40)", "anna@example.org"),
    ],
)  # fmt: skip
def test_columns_of_any_type_are_read(type, value):
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TABLE "Odd table" ("the column" {type})')
        cursor.execute('INSERT INTO "Odd table" VALUES (%s), (NULL)', [value])
    assert [each[0] for each in found()] == ["Odd table.the column"]


def test_random_keys_and_hashes_are_no_numbers():
    for number in range(300):
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        Session.objects.create(
            session_key=digest[:40], session_data=digest, expire_date="2030-01-01T00:00Z"
        )
    assert found() == []


def test_memory_does_not_grow_with_a_value(monkeypatch):
    make_author(name_ru="Анна")
    make_post(body_ru="x " * 500_000 + " anna@example.org")
    pieces = [
        piece
        for row in privacy_audit.pieces(privacy_audit.Column("blog_post", "body_ru", "text"))
        for piece in row
    ]
    assert pieces == ["anna@example.org"]


def test_a_declaration_without_its_column_fails(monkeypatch):
    monkeypatch.setitem(privacy_audit.ALLOWED, ("blog_post", "gone"), "once")
    code, _said, complained = audit()
    assert code == 1
    assert "blog_post.gone" in complained


def test_every_declaration_has_its_column():
    assert privacy_audit.stale() == []


def test_logs_are_read_packed_or_not(tmp_path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/clean").write_text("2026-11-23 13:09:21 GET 200 512 3 /ru/\n")
    (tmp_path / "logs/plain").write_bytes(b"\xff GET /?q=anna@example.org 203.0.113.77\n" * 2)
    (tmp_path / "logs/packed.gz").write_bytes(gzip.compress(b"from 2001:db8::77\n"))
    code, said, _complained = audit("--json", "--logs", str(tmp_path / "logs"))
    assert code == 1
    rows = [
        (each["place"].rpartition("/")[2], each["kind"], each["rows"])
        for each in json.loads(said)["found"]
    ]
    assert rows == [
        ("packed.gz", "IP address", 1),
        ("plain", "e-mail", 2),
        ("plain", "IP address", 2),
    ]
    assert "anna@" not in said


def test_a_log_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError):
        call_command("audit_privacy", "--logs", str(tmp_path / "none"))


def test_a_finding_without_a_reason_may_not_be():
    assert not Finding("a.b", "e-mail", 1, "").is_allowed
    assert Finding("a.b", "e-mail", 1, "why").is_allowed
