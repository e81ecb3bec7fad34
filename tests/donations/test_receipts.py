"""Receipts and yearly statements: of a donor's own payments, the same to the byte, naming nobody."""

import datetime
import io
import re
import time

import pypdf
import pytest
from django.utils.translation import override

from donations import links, money, paper, receipts
from donations.models import Payment, today
from donations.receipts import Receipt
from tests.donations.factories import (
    make_dispute,
    make_donor,
    make_payment,
    make_refund,
    make_subscription,
)
from tests.donations.pages import address
from tests.donations.playing import ANNA

pytestmark = pytest.mark.django_db

LANGUAGES = ("ru", "en")
DAY = datetime.date(2025, 11, 3)


@pytest.fixture
def donor():
    return make_donor(ANNA)


def read(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def words(text):
    return " ".join(re.sub("<[^>]*>", " ", text).replace("\N{NO-BREAK SPACE}", " ").split())


def written(pdf):
    return words(" ".join(page.extract_text() for page in read(pdf).pages))


def on_paper(payment, language="en"):
    with override(language):
        return paper.receipt(Receipt(payment))


def statement(donor, year=2025, language="en"):
    with override(language):
        found = receipts.statement(donor, year)
        return found, found and paper.statement(found)


# A receipt


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_says_the_same_on_the_page_and_on_paper(client, donor, language, settings):
    settings.ORGANISATION = {"ru": "Фонд «Вече»\nВаршава", "en": "Veche Foundation\nWarsaw"}
    payment = make_payment(donor, amount=123456, paid_on=DAY)
    make_refund(payment, amount=23456)
    page = words(
        client.get(address("receipt", donor, payment.pk, language=language)).content.decode()
    )
    response = client.get(address("receipt-pdf", donor, payment.pk, language=language))
    text = written(response.content)
    expected = {
        "en": ("Receipt", payment.number, "3 November 2025", "A donation, given once", "€1,234.56", "−€234.56", "€1,000",
               "nothing was given in return", "Veche Foundation", "Warsaw"),
        "ru": ("Квитанция", payment.number, "3 ноября 2025 г.", "Разовое пожертвование", "1 234,56 €", "−234,56 €", "1 000 €",
               "взамен ничего не предоставлялось", "Фонд «Вече»", "Варшава"),
    }[language]  # fmt: skip
    for each in expected:
        assert each in page, each
        assert each in text, each


def test_without_an_organisation_the_site_s_name_stands_there(donor):
    payment = make_payment(donor)
    assert written(on_paper(payment)).endswith(f"Issued by Veche Receipt {payment.number} · 1/1")


def test_of_a_monthly_one_it_says_so(donor):
    payment = make_payment(donor, kind="monthly", subscription=make_subscription(donor))
    assert "A monthly donation" in written(on_paper(payment))


@pytest.mark.parametrize("state", ["pending", "failed", "canceled", "unknown"])
def test_only_what_really_went_back_is_taken_off(donor, state):
    payment = make_payment(donor)
    make_refund(payment, amount=300, state=state)
    make_dispute(payment, state="open")
    make_dispute(payment, state="won")
    assert "What is left" not in written(on_paper(payment))


def test_a_lost_dispute_is_taken_off(donor):
    payment = make_payment(donor)
    make_dispute(payment, amount=1000)
    assert "Taken back by the bank, opened on 15 May 2026 −€10 What is left of it €0" in written(
        on_paper(payment)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_it_is_in_the_font(donor, language):
    for code in money.CODES:
        text = written(on_paper(make_payment(donor, amount=1050, currency=code), language))
        assert {"eur": "€", "usd": "$", "pln": "zł"}[code] in text
        assert "\N{REPLACEMENT CHARACTER}" not in text


# The file


def test_it_is_the_same_to_the_byte_whenever_it_is_drawn(donor, monkeypatch):
    payment = make_payment(donor, paid_on=DAY)
    first = on_paper(payment), statement(donor)[1]
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 10**8)
    assert (on_paper(payment), statement(donor)[1]) == first


def test_it_knows_no_machine_no_program_no_time_and_nobody(client, donor):
    payment = make_payment(donor, paid_on=DAY)
    for path in (address("receipt-pdf", donor, payment.pk), address("statement-pdf", donor, 2025)):
        pdf = client.get(path).content
        found = dict(read(pdf).metadata)
        assert found.pop("/CreationDate") == "D:20251103000000Z"
        assert found.keys() == {"/Title"}
        assert read(pdf).xmp_metadata is None
        for word in (b"fpdf", b"/work", b"/usr", b"/root/", b"anna", donor.email_hash.encode()):
            assert word not in pdf.lower(), word
        assert links.token(donor).encode() not in pdf


def test_its_name_says_nothing_of_giving(client, donor):
    payment = make_payment(donor, paid_on=DAY)
    names = [
        client.get(path)["Content-Disposition"]
        for path in (
            address("receipt-pdf", donor, payment.pk),
            address("statement-pdf", donor, 2025),
        )
    ]
    assert names == [
        f'attachment; filename="receipt-2025-{payment.pk:06d}.pdf"',
        'attachment; filename="statement-2025.pdf"',
    ]


# A statement


def test_a_statement_adds_up_by_currency(client, donor):
    first = make_payment(donor, amount=1000, paid_on=datetime.date(2025, 1, 1))
    make_payment(donor, amount=2550, paid_on=datetime.date(2025, 12, 31))
    make_payment(donor, amount=4000, currency="pln", paid_on=DAY)
    make_refund(first, amount=250)
    make_payment(donor, amount=9900, paid_on=datetime.date(2024, 12, 31))
    make_payment(donor, amount=9900, paid_on=datetime.date(2026, 1, 1))
    make_payment(make_donor(), amount=8800, paid_on=DAY)
    found, pdf = statement(donor)
    assert [(total.paid, total.returned, total.left) for total in found.totals] == [
        ("€35.50", "−€2.50", "€33"),
        ("40\N{NO-BREAK SPACE}zł", "", "40\N{NO-BREAK SPACE}zł"),
    ]
    page = words(client.get(address("statement", donor, 2025)).content.decode())
    for text in (page, written(pdf)):
        assert "€35.50 −€2.50 €33" in text
        assert "€99" not in text
        assert "€88" not in text


def test_a_payment_returned_twice_over_is_nothing_and_not_less(donor):
    payment = make_payment(donor, amount=1000, paid_on=DAY)
    make_refund(payment, amount=1000)
    make_dispute(payment, amount=1000)
    found, _pdf = statement(donor)
    with override("en"):
        assert found.totals[0].left == "€0"
        assert receipts.returned(payment)[-1][1] == "€0"


def test_where_nothing_went_back_no_column_is_empty(client, donor):
    make_payment(donor, paid_on=DAY)
    found, pdf = statement(donor)
    assert not found.has_returned
    assert "Returned" not in written(pdf)
    assert "Returned" not in client.get(address("statement", donor, 2025)).content.decode()


def test_only_the_statement_of_a_year_that_is_not_over_says_so(donor):
    now = today().year
    for year in (now, now - 1):
        make_payment(donor, paid_on=datetime.date(year, 1, 2))
    said = ["The year is not over" in written(statement(donor, year)[1]) for year in (now, now - 1)]
    assert said == [True, False]


def test_a_long_year_takes_pages_and_repeats_its_head(donor):
    for number in range(100):
        make_payment(
            donor, amount=100 * number + 300, paid_on=DAY - datetime.timedelta(days=number)
        )
    _found, pdf = statement(donor)
    pages = [words(page.extract_text()) for page in read(pdf).pages]
    assert len(pages) > 2
    assert all("Day What for Amount" in page for page in pages[:3])
    assert pages[-1].endswith(f"{len(pages)}/{len(pages)}")
    assert "Issued by" in pages[-1]


def test_a_statement_costs_one_query_however_long(donor, django_assert_num_queries):
    for _ in range(20):
        make_refund(make_payment(donor, paid_on=DAY), amount=100)
    with django_assert_num_queries(1):
        receipts.statement(donor, 2025)


# Whose it is


@pytest.mark.parametrize("name", ["receipt", "receipt-pdf"])
def test_another_s_receipt_is_not_there(client, donor, name):
    others = make_payment(make_donor())
    nobodys = make_payment()
    for payment in (others, nobodys, Payment(pk=10**9)):
        assert client.get(address(name, donor, payment.pk)).status_code == 404
    assert client.get(address(name, donor, 10**30)).status_code == 404


@pytest.mark.parametrize("name", ["statement", "statement-pdf"])
@pytest.mark.parametrize("year", [0, 1, 1999, 9999, 10000, 10**12])
def test_of_a_year_without_payments_there_is_no_statement(client, donor, name, year):
    make_payment(make_donor(), paid_on=datetime.date(1999, 5, 5))
    assert client.get(address(name, donor, year)).status_code == 404


def test_a_receipt_offers_both_languages(client, donor):
    payment = make_payment(donor)
    html = client.get(address("receipt", donor, payment.pk)).content.decode()
    for language in LANGUAGES:
        assert re.search(
            rf'href="/{language}/donate/manage/[^"]+/receipts/{payment.pk}\.pdf"', html
        )
