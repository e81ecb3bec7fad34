"""What Stripe has becomes our rows."""

import datetime
import threading
from dataclasses import replace

import pytest
from django.db import connections

from donations import gateway, managing, stopping, sync
from donations.models import ONCE, Campaign, Checkout, Donor, Payment, PaymentTrace, Subscription
from tests.donations.factories import make_campaign

State, End = Subscription.State, Subscription.End
pytestmark = pytest.mark.django_db


def test_a_monthly_donation_becomes_a_donation_a_payment_a_donor_and_a_receipt(play):
    checkout = play.give(amount=1500)
    row = play.subscription()
    assert (row.amount, row.currency, row.state) == (1500, "eur", State.ACTIVE)
    assert row.started_on == datetime.date(2026, 1, 15)
    assert row.period_ends_on == datetime.date(2026, 2, 15)
    payment = Payment.objects.get()
    assert (payment.amount, payment.kind, payment.subscription) == (1500, "monthly", row)
    assert payment.paid_on == datetime.date(2026, 1, 15)
    assert checkout.state == Checkout.State.COMPLETE
    assert checkout.donor == row.donor == PaymentTrace.objects.get().donor == Donor.objects.get()
    assert play.said() == ["receipt"]


def test_a_gift_made_once_becomes_a_payment_and_no_donation(play):
    play.give(ONCE, amount=2000, currency="usd")
    payment = Payment.objects.get()
    assert (payment.amount, payment.currency, payment.kind) == (2000, "usd", "once")
    assert payment.trace.donor == Donor.objects.get()
    assert not Subscription.objects.exists()
    assert play.said() == ["receipt"]


def test_a_month_later_there_is_a_second_payment(play):
    play.give()
    play.stripe.advance(days=32)
    play.hear()
    assert [each.paid_on.month for each in Payment.objects.order_by("pk")] == [1, 2]
    assert play.said() == ["receipt", "receipt"]


def test_stop_and_resume(play):
    play.give()
    row = stopping.stop(play.subscription(), by=End.DONOR)
    assert row.state == State.ENDING
    play.hear()
    assert play.said() == ["receipt", "stopped"]
    row = managing.resume(row)
    assert row.state == State.ACTIVE
    play.hear()
    assert play.said() == ["resumed"]
    stopping.stop(row, by=End.DONOR)
    play.stripe.advance(days=40)
    play.hear()
    row = play.subscription()
    assert (row.state, row.end_reason) == (State.ENDED, End.DONOR)
    assert Payment.objects.count() == 1
    assert play.said() == ["stopped"]


def test_pause_and_go_on(play):
    play.give()
    row = managing.pause(play.subscription(), 2)
    assert (row.state, row.paused_until) == (State.PAUSED, datetime.date(2026, 4, 15))
    play.stripe.advance(days=80)
    play.hear()
    assert Payment.objects.count() == 1
    play.stripe.advance(days=15)
    play.hear()
    row = play.subscription()
    assert row.state == State.ACTIVE
    assert [str(each.paid_on) for each in Payment.objects.order_by("pk")] == [
        "2026-01-15",
        "2026-04-15",
    ]
    assert play.said() == ["receipt", "paused", "resumed", "receipt"]


def test_change_the_amount(play):
    play.give()
    row = managing.change_amount(play.subscription(), 2500)
    assert row.amount == 2500
    play.stripe.advance(days=32)
    play.hear()
    assert [each.amount for each in Payment.objects.order_by("pk")] == [1000, 2500]
    assert play.said() == ["receipt", "amount", "receipt"]


def test_a_campaign_gets_what_is_given_while_it_runs_and_its_first_gift(play):
    ends = datetime.date(2026, 2, 20)
    campaign = make_campaign(starts_on=datetime.date(2026, 1, 1), ends_on=ends)
    play.give(campaign=campaign)
    for _month in range(2):
        play.stripe.advance(days=31)
        play.hear()
    paid = [(each.paid_on.month, each.campaign) for each in Payment.objects.order_by("paid_on")]
    assert paid == [(1, campaign), (2, campaign), (3, None)]
    Campaign.objects.update(ends_on=datetime.date(2026, 1, 10))
    play.give(campaign=Campaign.objects.get(), mark="after its last day")
    assert Payment.objects.latest("pk").campaign == campaign


@pytest.mark.parametrize("first", [{"payment_intent": ""}, {}])
def test_an_invoice_is_one_payment_whenever_stripe_tells_by_what_it_was_paid(
    play, monkeypatch, first
):
    """A list of an invoice's payments may lag behind its status, and one may be missing later."""
    play.pay(play.begin())
    with play.stripe.work() as work:
        (invoice,) = work.every("invoice")
    known = gateway.invoice(invoice["id"])
    assert known.payment_intent
    then = {} if first else {"payment_intent": ""}
    for change in (first, then, first):
        told = replace(known, **change)
        monkeypatch.setattr(gateway, "invoice", lambda _id, told=told: told)
        sync.invoice(known.id)
    assert Payment.objects.count() == 1
    assert PaymentTrace.objects.get().payment_intent == known.payment_intent


@pytest.mark.django_db(transaction=True)
def test_older_news_never_overwrites_newer(play, monkeypatch):
    """Two workers fetch one object; whoever was told first may be the last to write."""
    play.give()
    row = play.subscription()
    stale, fetch = gateway.subscription(row.stripe_id), gateway.subscription
    has_stale, may_write = threading.Event(), threading.Event()

    def slow_at_first(stripe_id):
        if has_stale.is_set():
            return fetch(stripe_id)
        has_stale.set()
        may_write.wait(10)
        return stale

    def work():
        try:
            sync.subscription(row.stripe_id)
        finally:
            connections.close_all()

    monkeypatch.setattr(gateway, "subscription", slow_at_first)
    first, second = threading.Thread(target=work), threading.Thread(target=work)
    first.start()
    assert has_stale.wait(10)
    play.stripe.cancel_in_dashboard(row.stripe_id)
    second.start()
    second.join(0.5)  # long enough to write, were it not made to wait
    may_write.set()
    first.join()
    second.join()
    assert play.subscription().state == State.ENDED
