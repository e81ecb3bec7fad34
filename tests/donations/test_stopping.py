"""A stop is kept whatever happens, and said only when Stripe has confirmed it."""

import datetime

import pytest
from django.db import connection

from donations import gateway, managing, remote, stopping, tasks
from donations.models import Payment, PaymentTrace, Subscription

State, End = Subscription.State, Subscription.End
pytestmark = pytest.mark.django_db
DAY = 24 * 3600


@pytest.fixture
def row(play):
    play.give()
    play.said()
    return play.subscription()


def charges(play, row):
    """What was charged after `row` stopped, within the next half year."""
    before = Payment.objects.count()
    play.stripe.advance(days=183)
    play.hear()
    return Payment.objects.count() - before


def test_after_a_stop_nothing_is_charged(play, row):
    row = stopping.stop(row, by=End.DONOR)
    assert row.state == State.ENDING
    assert row.period_ends_on == datetime.date(2026, 2, 15)
    assert charges(play, row) == 0
    assert play.subscription().state == State.ENDED
    assert play.said() == ["stopped"]


@pytest.mark.parametrize("fault", ["429", "500", "connection", "timeout_before"])
def test_while_stripe_is_away_it_is_never_called_stopped_and_a_job_goes_on(play, row, fault):
    play.stripe.faults.add(fault, matching="* /v1/subscriptions*", times=100)
    with pytest.raises(remote.Unavailable):
        stopping.stop(row, by=End.DONOR)
    row.refresh_from_db()
    assert (row.state, row.is_stopping) == (State.ACTIVE, True)
    play.hear()
    assert play.said() == []
    play.stripe.faults.clear()
    play.work(also_later=True)
    row.refresh_from_db()
    assert (row.state, row.is_stopping) == (State.ENDING, False)
    assert play.said() == ["stopped"]
    assert charges(play, row) == 0


def test_an_answer_that_was_lost_is_found_out(play, row):
    """The SDK tries again with the same key and is told what was done."""
    play.stripe.faults.add("timeout_after", matching="POST /v1/subscriptions")
    assert stopping.stop(row, by=End.DONOR).state == State.ENDING
    keys = [
        call.key
        for call in play.stripe.log
        if call.method == "POST" and "/subscriptions/" in call.path
    ]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_all_answers_lost_is_still_not_called_stopped(play, row):
    play.stripe.faults.add("timeout_after", matching="POST /v1/subscriptions", times=3)
    with pytest.raises(remote.Unavailable):
        stopping.stop(row, by=End.DONOR)
    row.refresh_from_db()
    assert (row.state, row.is_stopping) == (State.ACTIVE, True)
    play.hear()  # the webhook tells
    row.refresh_from_db()
    assert row.state == State.ENDING
    play.work(also_later=True)
    assert play.said() == ["stopped"]


def test_stopped_twice_is_stopped_once(play, row):
    stopping.stop(row, by=End.DONOR)
    row = stopping.stop(row, by=End.DONOR)
    assert row.state == State.ENDING
    play.hear()
    play.work(also_later=True)
    assert play.said() == ["stopped"]


def test_over_at_stripe_already_is_no_error(play, row):
    play.stripe.cancel_in_dashboard(row.stripe_id)
    row = stopping.stop(row, by=End.DONOR)
    assert (row.state, row.is_stopping) == (State.ENDED, False)
    play.hear()
    play.work(also_later=True)
    assert play.said() == ["closed"]


def test_resumed_in_the_dashboard_is_resumed(play, row):
    stopping.stop(row, by=End.DONOR)
    gateway.set_ending(row.stripe_id, is_ending=False, key="dashboard")
    play.hear()
    play.work(also_later=True)
    row.refresh_from_db()
    assert (row.state, row.is_stopping) == (State.ACTIVE, False)
    assert play.said() == ["stopped", "resumed"]


def test_stopped_in_the_dashboard_is_known_and_told(play, row):
    play.stripe.cancel_in_dashboard(row.stripe_id)
    play.hear()
    row = play.subscription()
    assert (row.state, row.end_reason) == (State.ENDED, End.STRIPE)
    assert play.said() == ["closed"]


def test_stop_resume_stop_are_three_wishes(play, row):
    stopping.stop(row, by=End.DONOR)
    managing.resume(row)
    assert stopping.stop(row, by=End.DONOR).state == State.ENDING
    assert charges(play, row) == 0


def test_a_job_left_from_a_stop_that_was_taken_back_stops_nothing(play, row):
    stopping.stop(row, by=End.DONOR)
    managing.resume(row)
    play.work(also_later=True)
    assert play.subscription().state == State.ACTIVE


def test_a_stop_during_the_hour_of_the_draft_is_in_time(play, row):
    """The renewal's invoice lies as a draft for an hour before it is charged."""
    renewal = datetime.datetime(2026, 2, 15, 12, tzinfo=datetime.UTC).timestamp()
    play.stripe.advance(to=int(renewal) + 600)
    play.hear()
    row = stopping.stop(play.subscription(), by=End.DONOR)
    assert (row.state, row.end_reason) == (State.ENDED, End.DONOR)
    assert charges(play, row) == 0


def test_a_stop_just_after_the_charge_keeps_the_month_that_was_paid(play, row):
    renewal = datetime.datetime(2026, 2, 15, 12, tzinfo=datetime.UTC).timestamp()
    play.stripe.advance(to=int(renewal) + 3700)
    row = stopping.stop(row, by=End.DONOR)  # no webhook has come yet
    assert (row.state, row.period_ends_on) == (State.ENDING, datetime.date(2026, 3, 15))
    play.hear()
    assert Payment.objects.count() == 2
    assert charges(play, row) == 0


def test_a_stop_while_a_charge_has_failed_ends_the_tries(play):
    play.give(card="fails_later")
    play.stripe.advance(days=32)
    play.hear()
    row = play.subscription()
    assert row.state == State.PAST_DUE
    row = stopping.stop(row, by=End.DONOR)
    assert (row.state, row.end_reason) == (State.ENDED, End.DONOR)
    assert charges(play, row) == 0


def test_a_paused_donation_can_be_stopped(play, row):
    managing.pause(row, 3)
    assert stopping.stop(row, by=End.DONOR).state == State.ENDING
    assert charges(play, row) == 0


def test_the_end_is_final(play, row):
    stopping.stop(row, by=End.DONOR)
    play.stripe.advance(days=40)
    with pytest.raises(managing.NotNow):  # what we know is old: Stripe tells
        managing.resume(row)
    assert play.subscription().state == State.ENDED
    with pytest.raises(managing.NotNow):
        managing.resume(row)
    assert stopping.stop(row, by=End.DONOR).state == State.ENDED


@pytest.mark.parametrize("by", [End.DONOR, End.TREASURER])
def test_who_asked_is_known_at_the_end(play, row, by):
    stopping.stop(row, by=by)
    play.stripe.advance(days=40)
    play.hear()
    assert play.subscription().end_reason == by


def test_the_amount_waits_while_a_charge_has_failed_or_the_end_is_near(play):
    play.give(card="fails_later")
    play.stripe.advance(days=32)
    play.hear()
    with pytest.raises(managing.NotNow):
        managing.change_amount(play.subscription(), 500)
    play.give(email="other@example.org")
    row = stopping.stop(play.subscription(), by=End.DONOR)
    with pytest.raises(managing.NotNow):
        managing.change_amount(row, 500)
    assert play.subscription().amount == 1000


def test_a_renewal_between_our_look_and_the_stop_is_not_charged(play, row, monkeypatch):
    """The draft is made after we saw that there was none, and would be charged an hour later."""
    renewal = datetime.datetime(2026, 2, 15, 12, tzinfo=datetime.UTC).timestamp()
    play.stripe.advance(to=int(renewal) - 5)
    set_ending = gateway.set_ending

    def renewed_meanwhile(*args, **options):
        play.stripe.advance(seconds=10)
        return set_ending(*args, **options)

    monkeypatch.setattr(gateway, "set_ending", renewed_meanwhile)
    row = stopping.stop(row, by=End.DONOR)
    assert (row.state, row.end_reason) == (State.ENDED, End.DONOR)
    assert charges(play, row) == 0


def test_what_stripe_refuses_to_stop_is_asked_for_again(play, row, monkeypatch):
    """As with a key that may read and not write: the row says “being stopped”, so somebody has to."""

    def refuse(*_args, **_options):
        raise remote.Refused("PermissionError 403")

    monkeypatch.setattr(gateway, "set_ending", refuse)
    assert stopping.stop(row, by=End.DONOR).is_stopping
    with pytest.raises(remote.Refused):
        tasks.finish_stopping.func(subscription_id=row.pk)


def test_a_stop_whose_job_gave_up_is_asked_for_every_night(play, row):
    play.stripe.faults.add("connection", matching="* /v1/subscriptions*", times=100)
    with pytest.raises(remote.Unavailable):
        stopping.stop(row, by=End.DONOR)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    play.stripe.faults.clear()
    tasks.reconcile.func(timestamp=0)
    play.work()
    row.refresh_from_db()
    assert (row.state, row.is_stopping) == (State.ENDING, False)


def test_a_disputed_donation_that_is_ending_ends_at_once_and_is_not_resumed(play, row):
    """Whoever's card it is has said that these charges are not theirs."""
    stopping.stop(row, by=End.DONOR)
    play.stripe.dispute(PaymentTrace.objects.get().payment_intent)
    play.hear()
    row.refresh_from_db()
    assert (row.state, row.end_reason) == (State.ENDED, End.DISPUTE)
    with pytest.raises(managing.NotNow):
        managing.resume(row)


def test_a_stop_in_person_does_not_soften_that_of_a_dispute(play, row):
    Subscription.objects.update(stop_asked_by=End.DISPUTE)
    assert stopping.stop(row, by=End.DONOR).end_reason == End.DISPUTE


def test_a_date_far_ahead_in_the_dashboard_is_no_stop(play):
    """Charges go on until then, so it is not called stopped, and can be stopped."""
    play.give()
    row = play.subscription()
    known = gateway.subscription(row.stripe_id)
    with play.stripe.work() as work:
        found = work.get("subscription", row.stripe_id)
        work.change(found, "customer.subscription.updated", cancel_at=known.period_end + 90 * DAY)
    play.hear()
    row.refresh_from_db()
    assert (row.state, row.can_stop) == (State.ACTIVE, True)


def test_a_date_within_the_period_that_is_paid_is_a_stop(play):
    play.give()
    row = play.subscription()
    known = gateway.subscription(row.stripe_id)
    with play.stripe.work() as work:
        found = work.get("subscription", row.stripe_id)
        work.change(found, "customer.subscription.updated", cancel_at=known.period_end)
    play.hear()
    row.refresh_from_db()
    assert row.state == State.ENDING
