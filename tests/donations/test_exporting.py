"""What the accountant gets: every payment and what went back of it, and nobody's name."""

import csv
import datetime
import io
import tracemalloc
from decimal import Decimal

import pytest
from django.db import connection
from django.utils.translation import override
from openpyxl import load_workbook

from donations import exporting
from tests.donations.factories import (
    make_campaign,
    make_dispute,
    make_donor,
    make_payment,
    make_refund,
    make_subscription,
)

pytestmark = pytest.mark.django_db
FIRST, LAST = datetime.date(2026, 5, 1), datetime.date(2026, 5, 31)
MANY = """
INSERT INTO donations_payment (reference, kind, amount, currency, paid_on)
SELECT 'many' || n, 'once', 100 + mod(n, 10000), 'eur', date '2026-05-01' + mod(n, 31)
FROM generate_series(1, %s) AS n
"""


def written(first=FIRST, last=LAST):
    text = "".join(exporting.as_csv(first, last))
    assert text.encode().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(text[1:])))


def sheets(first=FIRST, last=LAST):
    with exporting.as_workbook(first, last) as file:
        book = load_workbook(io.BytesIO(file.read()))
    return [list(sheet.iter_rows(values_only=True)) for sheet in book]


def make_all():
    campaign = make_campaign(title_ru="=1+1", title_en="=HYPERLINK(1)")
    payment = make_payment(
        make_donor("anna@example.org"), amount=123_456, paid_on=datetime.date(2026, 5, 3),
        campaign=campaign, stripe_id="pi_secret",
    )  # fmt: skip
    make_refund(payment, amount=1050, made_on=datetime.date(2026, 5, 5))
    make_refund(payment, amount=1, state="failed")
    make_dispute(payment, amount=200, opened_on=datetime.date(2026, 5, 4))
    make_dispute(payment, amount=1, state="open")
    make_payment(kind="monthly", currency="pln", amount=4000, paid_on=LAST,
                 subscription=make_subscription())  # fmt: skip
    make_payment(paid_on=datetime.date(2026, 4, 30))
    make_payment(paid_on=datetime.date(2026, 6, 1))
    return payment, campaign


def test_what_went_back_is_a_row_of_its_own_on_its_day():
    payment, campaign = make_all()
    with override("en"):
        heading, *rows = written()
    cause = f"{campaign.pk}: =HYPERLINK(1)"
    assert heading == ["Date", "Payment number", "Entry", "Kind", "Currency", "Campaign", "Amount"]
    assert rows == [
        ["2026-05-03", payment.number, "payment", "once", "EUR", cause, "1234.56"],
        ["2026-05-04", payment.number, "lost dispute", "once", "EUR", cause, "-2.00"],
        ["2026-05-05", payment.number, "refund", "once", "EUR", cause, "-10.50"],
        ["2026-05-31", rows[3][1], "payment", "monthly", "PLN", "", "40.00"],
    ]


def test_the_workbook_has_the_same_rows_with_real_days_and_numbers():
    make_all()
    with override("en"):
        _heading, *rows = written()
        entries, _totals = sheets()
    as_text = [
        [f"{day:%Y-%m-%d}", *(text or "" for text in texts), f"{amount:.2f}"]
        for day, *texts, amount in entries[1:]
    ]
    assert as_text == rows


def test_totals_are_by_month_and_currency():
    make_all()
    with override("en"):
        _entries, totals = sheets(last=datetime.date(2026, 6, 30))
    by_month = [(f"{month:%Y-%m}", *more) for month, *more in totals[1:]]
    assert [totals[0], *by_month] == [
        ("Month", "Currency", "Came", "Went back", "Net"),
        ("2026-05", "EUR", 1234.56, -12.5, 1222.06),
        ("2026-05", "PLN", 40, 0, 40),
        ("2026-06", "EUR", 10, 0, 10),
    ]


def test_no_cell_begins_with_what_somebody_typed():
    make_all()
    for row in written()[1:]:
        day, number, *texts, amount = row
        assert day[0].isdigit() and number[0].isdigit()
        assert not any(text.startswith(tuple("=+-@\t\r")) for text in texts)
        Decimal(amount)
    with exporting.as_workbook(FIRST, LAST) as file:
        book = load_workbook(io.BytesIO(file.read()))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} == {"d", "n", "s"}


def test_nobody_and_nothing_of_stripes_is_in_it():
    make_all()
    text = "".join(exporting.as_csv(FIRST, LAST))
    assert not [word for word in ("pi_", "anna", "sub_", "cus_") if word in text]


@pytest.mark.parametrize(("language", "words"), [("ru", "платёж"), ("en", "payment")])
def test_it_speaks_the_language_of_whoever_asks(language, words):
    make_payment()
    with override(language):
        assert written()[1][2] == words


def test_a_period_without_payments_has_headings():
    assert len(written()) == 1
    assert [len(sheet) for sheet in sheets()] == [1, 1]


def peak(work):
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("how", ["csv", "workbook"])
def test_memory_does_not_grow_with_the_rows(how):
    def export():
        if how == "csv":
            assert sum(1 for _line in exporting.as_csv(FIRST, LAST)) > 1
        else:
            exporting.as_workbook(FIRST, LAST).close()

    with connection.cursor() as cursor:
        cursor.execute(MANY, [4000])
        few = peak(export)
        cursor.execute(MANY.replace("'many'", "'more'"), [12_000])
    assert peak(export) < few * 1.3
