"""Cards run out, are declined, want a word of their owner, and are replaced."""

import pytest

from donations import cards, gateway, managing, remote, stopping
from donations.models import CARD, Checkout, Payment, Subscription

State, End = Subscription.State, Subscription.End
pytestmark = pytest.mark.django_db
ADDRESSES = ("http://testserver/own", "http://testserver/own")


def past_due(play):
    play.give(card="fails_later")
    play.stripe.advance(days=32)
    play.hear()
    play.said()
    return play.subscription()


def change(play, row, card="works"):
    """The donor leaves another card; nothing is heard of it yet."""
    cards.begin(row, language="ru", addresses=ADDRESSES)
    checkout = Checkout.objects.filter(kind=CARD).latest("pk")
    play.pay(checkout, card=card)
    return checkout


def test_another_card_is_put_in_place_and_told_of(play):
    play.give()
    checkout = change(play, play.subscription())
    play.hear()
    checkout.refresh_from_db()
    assert checkout.state == Checkout.State.COMPLETE
    assert play.said() == ["receipt", "card"]
    play.stripe.advance(days=32)
    play.hear()
    assert Payment.objects.count() == 2


def test_a_card_that_ran_out_fails_and_another_one_pays_what_is_due(play):
    play.give()
    row = play.subscription()
    play.stripe.expire_card(row.customer.stripe_id)
    play.stripe.advance(days=32)
    play.hear()
    assert play.subscription().state == State.PAST_DUE
    assert play.said() == ["receipt", "failed"]
    change(play, row)
    play.hear()
    assert play.subscription().state == State.ACTIVE
    assert Payment.objects.count() == 2
    assert sorted(play.said()) == ["card", "receipt"]


def test_a_card_that_is_declined_on_paying_is_put_in_place_all_the_same(play):
    row = past_due(play)
    checkout = change(play, row, card="fails_later")
    play.hear()
    checkout.refresh_from_db()
    row = play.subscription()
    assert checkout.state == Checkout.State.COMPLETE
    assert row.state == State.PAST_DUE
    assert "card" in play.said()
    assert Payment.objects.count() == 1


def test_a_visit_that_is_given_up_changes_nothing(play):
    row = past_due(play)
    cards.begin(row, language="ru", addresses=ADDRESSES)
    play.stripe.advance(seconds=46 * 60)
    play.hear()
    assert Checkout.objects.latest("pk").state == Checkout.State.EXPIRED
    assert play.subscription().state == State.PAST_DUE


def test_one_letter_for_each_try_and_a_kind_one_at_the_end(play):
    past_due(play)
    said = []
    for _day in range(30):
        play.stripe.advance(days=1)
        play.hear()
        said += play.said()
    row = play.subscription()
    assert (row.state, row.end_reason) == (State.ENDED, End.PAYMENT)
    assert said[-1] == "ended"
    assert set(said[:-1]) == {"failed"}
    assert 1 <= len(said[:-1]) <= 3


def test_the_same_failure_told_twice_is_written_of_once(play):
    play.give(card="fails_later")
    play.stripe.advance(days=32)
    play.hear(repeat=3)
    assert play.said() == ["receipt", "failed"]


def test_a_bank_that_wants_a_word_fails_the_charge_until_it_has_it(play):
    checkout = play.begin()
    play.stripe.complete(
        checkout.stripe_id, email="a@example.org", card="authenticate_always", authenticated=True
    )
    play.stripe.advance(days=32)
    play.hear()
    row = play.subscription()
    assert row.state == State.PAST_DUE
    assert play.said() == ["receipt", "failed"]
    (unpaid,) = gateway.unpaid_invoices(row.stripe_id)
    assert unpaid.page
    play.stripe.authenticate_invoice(unpaid.id)
    play.hear()
    assert play.subscription().state == State.ACTIVE
    assert play.said() == ["receipt"]


def test_a_card_left_for_a_donation_that_ended_meanwhile_changes_nothing(play):
    play.give()
    row = play.subscription()
    checkout = change(play, row)
    play.stripe.cancel_in_dashboard(row.stripe_id)
    play.hear()
    checkout.refresh_from_db()
    assert checkout.state == Checkout.State.FAILED
    assert "card" not in play.said()


def test_no_card_can_be_left_for_what_is_over_or_ending(play):
    play.give()
    row = stopping.stop(play.subscription(), by=End.DONOR)
    with pytest.raises(managing.NotNow):
        cards.begin(row, language="ru", addresses=ADDRESSES)


@pytest.mark.parametrize(("fault", "times"), [("500", 1), ("500_after", 1), ("timeout_after", 3)])
def test_a_card_is_put_in_place_when_stripe_is_back(play, fault, times):
    """Of a 500 the SDK's own repetitions get nothing but the same: Stripe remembers it by the key."""
    play.give()
    checkout = change(play, play.subscription())
    play.stripe.faults.add(fault, matching="POST /v1/subscriptions", times=times)
    play.stripe.deliver_all(play.post)
    with pytest.raises(remote.Unavailable):
        play.work()
    play.work()  # the job again
    checkout.refresh_from_db()
    assert checkout.state == Checkout.State.COMPLETE
    assert play.said().count("card") == 1


def test_one_donor_s_card_never_lands_in_another_s_donation(play):
    """What comes back from outside names no donation: our own row of the visit does."""
    play.give()
    anna = play.subscription()
    play.give(email="boris@example.org")
    boris = play.subscription()
    change(play, boris)
    play.hear()
    changed = {
        call.path
        for call in play.stripe.log
        if call.method == "POST" and "default_payment_method" in call.params
    }
    assert changed == {f"/v1/subscriptions/{boris.stripe_id}"}
    assert anna.stripe_id != boris.stripe_id


def test_a_card_left_while_a_stop_is_waited_for_is_charged_nothing(play):
    """What is due is part of what was to be charged no more."""
    play.give(card="fails_later")
    play.stripe.advance(days=32)
    play.hear()
    row = play.subscription()
    change(play, row)
    play.stripe.faults.add("connection", matching="* /v1/invoices*", times=100)
    with pytest.raises(remote.Unavailable):
        stopping.stop(row, by=End.DONOR)
    play.stripe.faults.clear()
    before = Payment.objects.count()
    play.hear()
    play.work(also_later=True)
    play.hear()
    assert Payment.objects.count() == before
    assert play.subscription().state == State.ENDED
