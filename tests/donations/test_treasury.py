"""The treasurer's figures say what is in the tables, to the cent."""

import datetime

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donations import treasury
from donations.models import Dispute, Payment, Refund, Subscription
from donations.treasury import Recurring
from tests.donations.factories import (
    make_dispute,
    make_payment,
    make_refund,
    make_subscription,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 5, 20)
FIRST = datetime.date(2024, 6, 1)
DATES = st.dates(FIRST, TODAY)
CENTS = st.integers(1, 10_000_000)
RETURNED = st.none() | st.tuples(st.sampled_from(Refund.State.values), CENTS, DATES)
DISPUTED = st.none() | st.tuples(st.sampled_from(Dispute.State.values), CENTS, DATES)
PAYMENTS = st.lists(
    st.tuples(
        st.sampled_from(["once", "monthly"]), CENTS, st.sampled_from(["eur", "usd", "pln", "jpy"]),
        DATES, RETURNED, DISPUTED,
    ),
    max_size=12,
)  # fmt: skip

BY_HAND = """
SELECT currency, sum(cents) FROM (
    SELECT currency, amount::bigint AS cents FROM donations_payment
    UNION ALL
    SELECT currency, -amount FROM donations_refund WHERE state = 'succeeded'
    UNION ALL
    SELECT currency, -amount FROM donations_dispute WHERE state = 'lost'
) AS moved GROUP BY currency
"""


def write(payments):
    for kind, amount, currency, day, refund, dispute in payments:
        payment = make_payment(kind=kind, amount=amount, currency=currency, paid_on=day)
        if refund:
            state, amount, day = refund
            make_refund(payment, state=state, amount=amount, made_on=day)
        if dispute:
            state, amount, day = dispute
            make_dispute(payment, state=state, amount=amount, opened_on=day)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(payments=PAYMENTS)
def test_the_sums_of_the_months_are_the_sums_of_the_tables(payments):
    with transaction.atomic(), connection.cursor() as cursor:
        write(payments)
        cursor.execute(BY_HAND)
        by_hand = {currency: int(cents) for currency, cents in cursor.fetchall()}
        by_month = {
            currency: sum(month.total for month in series)
            for currency, series in treasury.money(TODAY).items()
        }
        transaction.set_rollback(True)
    assert by_month == by_hand


def test_money_is_told_by_month_and_kind():
    make_payment(amount=700, kind="monthly", paid_on=datetime.date(2026, 4, 30))
    make_payment(amount=300, paid_on=datetime.date(2026, 5, 1))
    make_refund(make_payment(amount=900, paid_on=datetime.date(2026, 4, 1)), amount=200,
                made_on=datetime.date(2026, 5, 2))  # fmt: skip
    april, may = treasury.money(TODAY)["eur"][-2:]
    assert (april.once, april.monthly, april.total) == (900, 700, 1600)
    assert (may.once, may.monthly, may.total) == (100, 0, 100)


def test_what_is_older_than_the_months_shown_is_left_out():
    make_payment(paid_on=datetime.date(2024, 5, 31))
    assert treasury.money(TODAY) == {}
    make_payment(paid_on=datetime.date(2024, 6, 1))
    assert [month.total for month in treasury.money(TODAY)["eur"]] == [1000] + [0] * 23


def test_recurring_is_the_sum_of_what_may_be_charged_again():
    for state in Subscription.State.values:
        make_subscription(state=state, amount=1000)
    make_subscription(amount=2000, currency="pln")
    running = sum(row.amount for row in Subscription.objects.running().filter(currency="eur"))
    assert running == 3000
    assert treasury.recurring() == [Recurring("eur", 3000, 3), Recurring("pln", 2000, 1)]


def over(started, ended, reason="donor"):
    return make_subscription(started_on=started, ended_on=ended, state="ended", end_reason=reason)


def test_new_ended_and_failed_are_told_by_month():
    make_subscription(started_on=datetime.date(2020, 1, 1))
    make_subscription(started_on=datetime.date(2026, 5, 1))
    make_subscription(started_on=datetime.date(2026, 5, 1), state="pending")
    over(datetime.date(2026, 4, 1), datetime.date(2026, 5, 1))
    over(datetime.date(2026, 4, 1), datetime.date(2026, 4, 30), "payment")
    over(datetime.date(2026, 4, 1), datetime.date(2026, 4, 2), "expired")
    april, may = treasury.flow(TODAY)[-2:]
    assert (april.new, april.ended, april.failed, april.running) == (2, 0, 1, 2)
    assert (may.new, may.ended, may.failed, may.running) == (1, 1, 0, 2)


def test_what_runs_now_is_what_the_last_month_ends_with():
    for months_ago in range(30):
        started = treasury.months(TODAY, months_ago + 1)[0]
        make_subscription(started_on=started)
        over(started, started + datetime.timedelta(days=20))
    assert treasury.flow(TODAY)[-1].running == Subscription.objects.running().count() == 30


def test_who_is_still_there_is_told_by_starting_month():
    january = datetime.date(2026, 1, 31)
    make_subscription(started_on=january)
    over(january, datetime.date(2026, 2, 28))  # a month later, to the day: no second charge
    over(january, datetime.date(2026, 3, 1))  # ran on, by a day
    over(january, january, "expired")
    (cohort,) = treasury.retention(TODAY)
    assert (cohort.size, cohort.left) == (3, {1: 2, 2: 1, 3: 1})
    assert [cohort.percent(after) for after in (1, 2, 6)] == [67, 33, None]


def test_a_month_that_has_not_passed_for_all_is_not_shown():
    make_subscription(started_on=datetime.date(2026, 4, 1))
    (cohort,) = treasury.retention(datetime.date(2026, 5, 31))
    assert cohort.left == {}
    (cohort,) = treasury.retention(datetime.date(2026, 6, 1))
    assert cohort.left == {1: 1}


def test_months_reach_over_years():
    assert treasury.months(datetime.date(2026, 2, 5), 3) == [
        datetime.date(2025, 12, 1),
        datetime.date(2026, 1, 1),
        datetime.date(2026, 2, 1),
    ]


def test_what_waits_is_counted(django_assert_num_queries):
    payment = make_payment()
    make_refund(payment, state="failed")
    make_dispute(payment, state="open")
    make_subscription(stop_asked_by="donor")
    make_subscription(stop_asked_by="donor", state="ended")
    with django_assert_num_queries(1):
        found = treasury.waiting()
    assert (found.refunds, found.disputes, found.stops, found.events) == (1, 1, 1, 0)


def test_each_figure_costs_one_query(django_assert_num_queries):
    write([("once", 100, "eur", TODAY, None, None)] * 3)
    make_subscription(started_on=TODAY)
    figures = (treasury.recurring, treasury.flow, treasury.retention, treasury.money)
    for figure in figures:
        with django_assert_num_queries(1):
            figure()


def test_nothing_at_all_is_no_error():
    assert Payment.objects.count() == 0
    assert treasury.money() == {}
    assert treasury.recurring() == treasury.retention() == []
    assert len(treasury.flow()) == 24
