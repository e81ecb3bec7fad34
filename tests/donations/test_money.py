from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from donations import money

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("10", 1000), ("10,50", 1050), ("10.5", 1050), ("10,5 ", 1050), ("1 000", 100_000),
        (f"1{NBSP}000,00", 100_000), ("1\N{THIN SPACE}000", 100_000), ("1'000", 100_000), ("10.5 €", 1050),
        ("€10", 1000), ("10 евро", 1000), ("10EUR", 1000), ("1.000,50", 100_050),
        ("1,000.50", 100_050), ("1,000", 100_000), ("1.000", 100_000), ("1.000.000", None),
        ("007", 700), ("3", 300), ("10000", 1_000_000),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_type_them(typed, amount):
    if amount is None:
        with pytest.raises(money.Unreadable):
            money.parse(typed, "eur")
    else:
        assert money.parse(typed, "eur") == amount


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "0", "0,00", "-10", "−10", "NaN", "inf", "1e9", "10,505", "ten", "десять", "10 10,5 0,1",
        "1,00,0", "10..5", ".5", "5.", "١٠", "１０", "10\x00", "2,99", "10000,01", "999999999999",
        "9" * 5000, "10 €€", "0x10", "1_000", "10;drop",
    ],
)  # fmt: skip
def test_what_is_no_amount_we_take_is_refused_in_words(typed):
    with pytest.raises(money.Unreadable) as refusal:
        money.parse(typed, "eur")
    assert len(str(refusal.value.reason)) > 20


def test_the_sign_of_another_currency_is_a_contradiction():
    with pytest.raises(money.Unreadable, match="USD"):
        money.parse("10 $", "eur")
    assert money.parse("10 $", "usd") == 1000
    assert money.parse("10 zł", "pln") == 1000
    assert money.parse("10 злотых", "pln") == 1000


@pytest.mark.parametrize(("code", "floor"), [("eur", 300), ("usd", 300), ("pln", 1000)])
def test_each_currency_has_its_floor(code, floor):
    assert money.within_bounds(floor, code) == floor
    with pytest.raises(money.Unreadable):
        money.within_bounds(floor - 1, code)
    assert all(amount >= floor for amount in money.CURRENCIES[code].suggested)


@given(st.integers(300, 1_000_000), st.sampled_from(money.CODES), st.sampled_from(["ru", "en"]))
def test_what_is_written_is_read_back(amount, code, language):
    with override(language):
        written = money.written(amount, code)
    if amount >= money.CURRENCIES[code].floor:
        assert money.parse(written, code) == amount


@given(st.text(max_size=40), st.sampled_from(money.CODES))
def test_no_text_breaks_the_parser(typed, code):
    try:
        amount = money.parse(typed, code)
    except money.Unreadable:
        return
    assert money.CURRENCIES[code].floor <= amount <= money.CEILING


@pytest.mark.parametrize(
    ("language", "amount", "code", "written"),
    [
        ("ru", 1000, "eur", f"10{NBSP}€"), ("ru", 1050, "eur", f"10,50{NBSP}€"), ("en", 1000, "eur", "€10"),
        ("en", 1050, "usd", "$10.50"), ("ru", 123_400, "pln", f"1{NBSP}234{NBSP}zł"),
        ("en", 1000, "pln", f"10{NBSP}zł"),
    ],
)  # fmt: skip
def test_amounts_are_written_as_each_language_writes_them(language, amount, code, written):
    with override(language):
        assert money.written(amount, code) == written


def test_cents_are_kept_exactly():
    with override("en"):
        assert Decimal(money.written(1999, "usd").strip("$")) == Decimal("19.99")


@pytest.mark.parametrize("language", ["ru", "en"])
@given(amount=st.integers(0, 10**10), code=st.sampled_from(money.CODES))
def test_what_is_written_without_a_currency_can_be_read_again(language, amount, code):
    with override(language):
        assert money.read(money.figures(amount), code) == amount
