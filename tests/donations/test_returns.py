"""What takes money back: in rows of its own, beside a payment that never changes."""

import pytest
from django.db import IntegrityError, connection, transaction

from donations import sync, webhooks
from donations.models import ONCE, Dispute, Event, Payment, Refund, Subscription

State, End = Subscription.State, Subscription.End
pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(play):
    play.give()
    play.said()
    return Payment.objects.get()


@pytest.mark.parametrize(("amount", "back"), [(None, 1000), (250, 250)])
def test_a_refund_is_a_row_of_its_own_and_told_of(play, paid, amount, back):
    play.stripe.refund_in_dashboard(paid.trace.payment_intent, amount)
    play.hear(repeat=2)
    row = Refund.objects.get()
    assert (row.amount, row.state, row.payment) == (back, Refund.State.SUCCEEDED, paid)
    assert Payment.objects.with_returned().get().returned == back
    assert play.said() == ["refunded"]


def test_several_refunds_of_one_payment_add_up(play, paid):
    for amount in (100, 200):
        play.stripe.refund_in_dashboard(paid.trace.payment_intent, amount)
    play.hear()
    assert Payment.objects.with_returned().get().returned == 300
    assert play.said() == ["refunded", "refunded"]


def test_a_refund_that_fails_later_counts_no_more(play, paid):
    refund = play.stripe.refund_in_dashboard(paid.trace.payment_intent)
    play.hear()
    play.stripe.fail_refund(refund)
    play.hear()
    assert Refund.objects.get().state == Refund.State.FAILED
    assert Payment.objects.with_returned().get().returned == 0


def test_a_refund_heard_of_before_its_payment_waits_for_it(play):
    checkout = play.begin(ONCE)
    play.pay(checkout)
    with play.stripe.work() as work:
        (intent,) = work.every("payment_intent")
    play.stripe.refund_in_dashboard(intent["id"])
    first, *later = sorted(play.stripe.undelivered(), key=lambda it: it.type != "charge.refunded")
    assert first.type == "charge.refunded"
    play.post(first.body, first.signature)
    with pytest.raises(sync.NotYet):
        play.work()
    assert not Refund.objects.exists()
    for each in later:
        play.post(each.body, each.signature)
    webhooks.process(Event.objects.get(type="checkout.session.completed"))
    play.work()
    assert Refund.objects.count() == Payment.objects.count() == 1


@pytest.mark.parametrize(("won", "state", "returned"), [(True, "won", 0), (False, "lost", 1000)])
def test_a_dispute_ends_the_donation_and_counts_when_it_is_lost(play, paid, won, state, returned):
    dispute = play.stripe.dispute(paid.trace.payment_intent)
    play.hear()
    row = play.subscription()
    assert (row.state, row.end_reason) == (State.ENDED, End.DISPUTE)
    assert Dispute.objects.get().state == Dispute.State.OPEN
    play.stripe.close_dispute(dispute, won=won)
    play.hear()
    assert Dispute.objects.get().state == state
    assert Payment.objects.with_returned().get().returned == returned
    assert play.said() == ["closed"]


def test_an_early_warning_of_fraud_ends_the_donation(play, paid):
    play.stripe.warn_of_fraud(paid.trace.payment_intent)
    play.hear(repeat=2)
    row = play.subscription()
    assert (row.state, row.end_reason) == (State.ENDED, End.DISPUTE)
    assert Dispute.objects.get().kind == Dispute.Kind.WARNING
    play.stripe.advance(days=90)
    play.hear()
    assert Payment.objects.count() == 1


def test_a_dispute_of_a_gift_made_once_stops_nothing_and_is_kept(play):
    play.give(ONCE)
    play.stripe.dispute(Payment.objects.get().trace.payment_intent)
    play.hear()
    assert play.alerts == ["dispute"]
    assert Dispute.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE donations_payment SET amount = 1",
        "DELETE FROM donations_payment",
    ],
)
def test_the_database_itself_keeps_payments_as_they_are(paid, statement):
    from django.db import connections

    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DELETE FROM donations_paymenttrace")
        cursor.execute(statement)
    assert connection.is_usable()
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.update(amount=1)
    assert Payment.objects.get().amount == 1000
