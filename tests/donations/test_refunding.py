"""A payment goes back once, whoever asks how often."""

import pytest

from donations import gateway, refunding, remote
from donations.models import Refund
from tests.donations.factories import (
    make_dispute,
    make_donor,
    make_payment,
    make_refund,
    number,
)

pytestmark = pytest.mark.django_db


class Refunds:
    """Stripe, as far as refunds go: what was asked with one key is done once."""

    def __init__(self):
        self.made = {}
        self.failure = None
        self.is_deaf = False  # does it, and its answer is lost

    def make(self, payment_intent, amount, *, key):
        if self.failure:
            raise self.failure
        if key not in self.made:
            refund_id = number("re")
            self.made[key] = remote.Refund(
                refund_id, payment_intent, amount, "eur", "succeeded", 1_780_000_000
            )
        if self.is_deaf:
            raise remote.Unavailable("Timeout")
        return self.made[key]

    def of(self, payment_intent):
        return [each for each in self.made.values() if each.payment_intent == payment_intent]

    def one(self, refund_id):
        return next(each for each in self.made.values() if each.id == refund_id)


@pytest.fixture
def stripe(monkeypatch):
    refunds = Refunds()
    monkeypatch.setattr(gateway, "make_refund", refunds.make)
    monkeypatch.setattr(gateway, "refunds_of", refunds.of)
    monkeypatch.setattr(gateway, "refund", refunds.one)
    return refunds


def traced(**fields):
    return make_payment(make_donor(), **fields)


def test_the_whole_goes_back(stripe):
    payment = traced(amount=1000)
    row = refunding.refund(payment, 1000, knowing=0)
    assert (row.amount, row.state, row.payment) == (1000, "succeeded", payment)
    assert refunding.left(payment) == 0


def test_a_part_goes_back_and_then_another(stripe):
    payment = traced(amount=1000)
    refunding.refund(payment, 400, knowing=0)
    refunding.refund(payment, 400, knowing=1)
    assert refunding.left(payment) == 200
    assert len(stripe.made) == 2


def test_deciding_the_same_twice_gives_it_back_once(stripe):
    payment = traced(amount=1000)
    refunding.refund(payment, 400, knowing=0)
    with pytest.raises(refunding.Changed):
        refunding.refund(payment, 400, knowing=0)
    assert len(stripe.made) == Refund.objects.count() == 1


def test_two_who_ask_at_the_same_moment_ask_with_one_key(stripe, monkeypatch):
    payment = traced(amount=1000)
    nothing_yet = stripe.of(payment.trace.payment_intent)
    refunding.refund(payment, 400, knowing=0)
    Refund.objects.all().delete()  # as the other one saw it
    monkeypatch.setattr(gateway, "refunds_of", lambda _intent: nothing_yet)
    refunding.refund(payment, 400, knowing=0)
    assert len(stripe.made) == Refund.objects.count() == 1


def test_when_the_answer_was_lost_the_next_to_ask_learns_of_it(stripe):
    payment = traced(amount=1000)
    stripe.is_deaf = True
    with pytest.raises(remote.Unavailable):
        refunding.refund(payment, 400, knowing=0)
    assert not Refund.objects.exists()
    stripe.is_deaf = False
    with pytest.raises(refunding.Changed):
        refunding.refund(payment, 400, knowing=0)
    assert refunding.left(payment) == 600


@pytest.mark.parametrize("amount", [-1, 0, 1001])
def test_no_more_goes_back_than_came(stripe, amount):
    with pytest.raises(refunding.Changed):
        refunding.refund(traced(amount=1000), amount, knowing=0)
    assert not stripe.made


@pytest.mark.parametrize(
    "error", [remote.Declined("no"), remote.Refused("disputed"), remote.Unavailable("")]
)
def test_what_stripe_will_not_do_leaves_no_row(stripe, error):
    stripe.failure = error
    with pytest.raises(type(error)):
        refunding.refund(traced(), 1000, knowing=0)
    assert not Refund.objects.exists()


def test_the_payment_of_a_forgotten_donor_cannot_be_found(stripe):
    with pytest.raises(refunding.Untraceable):
        refunding.refund(make_payment(), 1000, knowing=0)


def test_nor_can_one_that_stripe_does_not_know(stripe):
    stripe.failure = remote.Missing("resource_missing")
    with pytest.raises(refunding.Untraceable):
        refunding.refund(traced(), 1000, knowing=0)


def test_what_is_on_its_way_or_lost_is_not_left():
    payment = traced(amount=1000)
    make_refund(payment, amount=100, state="pending")
    make_refund(payment, amount=200, state="failed")
    make_refund(payment, amount=200, state="canceled")
    make_dispute(payment, amount=300, state="won")
    assert refunding.left(payment) == 900
    make_dispute(payment, amount=300, state="lost")
    assert refunding.left(payment) == 600
    assert refunding.known(payment) == 3
