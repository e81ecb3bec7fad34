"""Webhooks may be down for days: what they would have told is found, mended and reported."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from donations import reconciling
from donations.models import (
    ONCE,
    Checkout,
    Dispute,
    Event,
    Payment,
    Reconciliation,
    Refund,
    Subscription,
)
from tests.donations.factories import make_subscription

pytestmark = pytest.mark.django_db
State = Subscription.State


def lose(play):
    """Everything that waits to be delivered is lost."""
    play.stripe.deliver_all(lambda body, signature: 200)


def found():
    return {
        (each.kind, each.is_repaired) for each in Reconciliation.objects.first().differences.all()
    }


def test_without_webhooks_everything_is_found_and_the_second_run_finds_nothing(play):
    play.pay(play.begin())
    play.pay(play.begin(ONCE, amount=5000), email="boris@example.org")
    lose(play)
    assert not Payment.objects.exists()
    report = reconciling.reconcile(7)
    play.work()
    assert Payment.objects.count() == 2
    assert Subscription.objects.count() == 1
    assert set(Checkout.objects.values_list("state", flat=True)) == {Checkout.State.COMPLETE}
    assert report.is_finished
    assert found() >= {("visit", True), ("event", True)}
    assert {is_repaired for _kind, is_repaired in found()} == {True}
    assert sorted(play.said()) == ["receipt", "receipt"]
    assert not reconciling.reconcile(7).differences.exists()


def test_days_of_silence_in_a_donation_s_life(play):
    play.give()
    row = play.subscription()
    play.stripe.advance(days=32)
    payment = Payment.objects.get()
    play.stripe.refund_in_dashboard(payment.trace.payment_intent, 300)
    play.stripe.cancel_in_dashboard(row.stripe_id)
    lose(play)
    reconciling.reconcile(30)
    row = play.subscription()
    assert row.state == State.ENDED
    assert Payment.objects.count() == 2
    assert Refund.objects.get().amount == 300
    assert found() >= {("charge", True), ("refund", True), ("monthly donation", True)}
    assert not reconciling.reconcile(30).differences.exists()


def test_disputes_and_warnings_that_were_missed_end_the_donation(play):
    play.give()
    intent = Payment.objects.get().trace.payment_intent
    play.stripe.dispute(intent)
    play.stripe.warn_of_fraud(intent)
    lose(play)
    reconciling.reconcile(7)
    play.work(also_later=True)
    assert Dispute.objects.count() == 2
    assert play.subscription().state == State.ENDED
    play.hear()
    assert not reconciling.reconcile(7).differences.exists()


def test_what_ended_long_after_it_began_is_noticed_at_any_age(play):
    play.give()
    row = play.subscription()
    play.stripe.advance(days=300)
    play.hear()
    play.stripe.cancel_in_dashboard(row.stripe_id)
    lose(play)
    play.stripe.advance(days=60)
    reconciling.reconcile(1)
    assert play.subscription().state == State.ENDED


def test_an_event_that_waited_is_finished(play):
    play.pay(play.begin())
    play.stripe.deliver_all(play.post)
    Event.objects.update(state=Event.State.FAILED)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    reconciling.reconcile(7)
    assert not Event.objects.waiting().exists()
    assert Payment.objects.count() == 1


def test_an_amount_that_can_t_be_right_is_reported_and_left(play):
    """A payment is never changed: somebody has to look."""
    play.pay(play.begin())
    with play.stripe.work() as work:
        (invoice,) = work.every("invoice")
        (intent,) = work.every("payment_intent")
    from donations.hashing import reference

    Payment.objects.create(
        reference=reference(intent["id"]),
        kind="monthly",
        amount=999,
        currency="eur",
        paid_on="2026-01-15",
    )
    lose(play)
    reconciling.reconcile(7)
    left = Reconciliation.objects.first().differences.filter(is_repaired=False)
    assert [(each.kind, each.detail, each.stripe_id) for each in left] == [
        ("charge", "amount", invoice["id"])
    ]


def test_the_command_tells_every_difference(play):
    play.pay(play.begin())
    lose(play)
    out = StringIO()
    call_command("reconcile_donations", days=3, stdout=out)
    said = out.getvalue()
    assert "mended" in said
    assert "0 of them left" in said
    assert "example.org" not in said
    out = StringIO()
    call_command("reconcile_donations", stdout=out)
    assert "0 differences" in out.getvalue()


def test_the_command_says_in_one_line_that_stripe_is_away(play):
    play.stripe.faults.add("500", times=10)
    with pytest.raises(CommandError, match="did not answer"):
        call_command("reconcile_donations")


def test_the_command_says_that_there_is_nothing_to_compare_with(settings):
    settings.DONATIONS_ARE_OPEN = False
    with pytest.raises(CommandError, match="not open"):
        call_command("reconcile_donations")


def test_differences_alert_the_treasurer_once(play):
    play.pay(play.begin())
    lose(play)
    reconciling.reconcile(7)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'donations.alert_treasurer'"
        )
        assert len(cursor.fetchall()) == 1


def test_a_donation_that_stripe_does_not_know_is_told_and_keeps_nothing_else_from_being_looked_at(
    play,
):
    """Of another account, or of the days of the sandbox."""
    make_subscription(stripe_id="sub_of_long_ago")
    play.pay(play.begin(ONCE))
    lose(play)
    report = reconciling.reconcile(7)
    assert report.is_finished
    assert Payment.objects.count() == 1
    assert ("monthly donation", False) in found()
