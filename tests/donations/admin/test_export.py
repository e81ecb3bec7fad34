"""The accountant's file, by the admin."""

import io

import pytest
from openpyxl import load_workbook

from tests.donations.admin.staff import client_of
from tests.donations.factories import make_payment

pytestmark = pytest.mark.django_db
PATH = "/admin/donations/payment/export/"
MAY = {"first": "2026-05-01", "last": "2026-05-31"}


def test_a_table_is_streamed_to_who_may():
    payment = make_payment()
    response = client_of("export_payment").get(PATH, MAY | {"as": "csv"})
    text = response.getvalue().decode("utf-8-sig")
    assert payment.number in text and "10.00" in text
    assert response.streaming
    assert response["Content-Disposition"] == (
        'attachment; filename="payments-2026-05-01-2026-05-31.csv"'
    )
    assert response["Content-Type"].startswith("text/csv")


def test_a_workbook_too():
    payment = make_payment()
    response = client_of("export_payment").get(PATH, MAY | {"as": "xlsx"})
    book = load_workbook(io.BytesIO(response.getvalue()))
    assert book.worksheets[0]["B2"].value == payment.number
    assert response["Content-Disposition"].endswith('.xlsx"')


def test_without_the_right_there_is_none():
    assert client_of("view_payment").get(PATH, MAY).status_code == 403


def test_the_stranger_is_sent_to_the_door(client):
    assert client.get(PATH, MAY).status_code == 302


@pytest.mark.parametrize(
    "days",
    [
        {"first": "2026-05-31", "last": "2026-05-01"},
        {"first": "2026-02-30", "last": "2026-05-01"},
        {"first": "yesterday", "last": ""},
        {"as": "csv"},
    ],
)
def test_bad_days_are_said(days):
    response = client_of("export_payment").get(PATH, days)
    assert response.status_code == 400
    assert response.context["period"].errors
    assert "errorlist" in response.content.decode()


def test_the_last_month_is_chosen_beforehand():
    form = client_of("export_payment").get(PATH).context["period"]
    first, last = form["first"].value(), form["last"].value()
    assert first.day == 1 and (last.month, last.year) == (first.month, first.year)


def test_it_is_kept_by_no_cache(admin_client):
    assert "no-store" in admin_client.get(PATH, MAY)["Cache-Control"]
