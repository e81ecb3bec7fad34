"""Who wants to be forgotten is: at Stripe as far as may be, here altogether."""

import json

import pytest
from django.core import mail as outbox
from django.db import connection

from donations import forgetting, gateway, links, reconciling, remote, tasks
from donations.gateway import asking
from donations.models import (
    ONCE,
    Checkout,
    Customer,
    Donor,
    Event,
    Payment,
    PaymentTrace,
    Refund,
    Subscription,
)
from tests.donations.factories import make_customer, make_donor, make_payment, make_subscription
from tests.donations.playing import ANNA

pytestmark = pytest.mark.django_db
TABLES = "SELECT tablename FROM pg_tables WHERE tablename ~ '^(donations|procrastinate)_'"


def everything():
    """All rows of ours and of the queue, as text."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        names = [name for (name,) in cursor.fetchall()]
        lines = []
        for name in names:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {name} t")
            lines += [f"{name} {line}" for (line,) in cursor.fetchall()]
    return "\n".join(lines)


def stripe_ids(play):
    """Of all the objects that lead to the donor."""
    kinds = (
        "customer",
        "subscription",
        "payment_intent",
        "invoice",
        "charge",
        "checkout.session",
        "payment_method",
    )
    with play.stripe.work() as work:
        return {each["id"] for kind in kinds for each in work.every(kind)}


@pytest.fixture
def donor(play):
    play.give()
    play.give(amount=2000)
    play.give(ONCE, amount=700)
    play.stripe.advance(days=32)
    play.hear()
    play.stripe.refund_in_dashboard(PaymentTrace.objects.first().payment_intent, 100)
    play.hear()
    play.said()
    return Donor.objects.get()


def test_nothing_here_leads_to_the_person_and_the_sums_stay(
    play, donor, django_capture_on_commit_callbacks
):
    ids = stripe_ids(play)
    assert len([each for each in ids if each in everything()]) > 8
    sums = sorted(Payment.objects.values_list("amount", flat=True))
    token = links.token(donor)
    forgetting.forget(donor)
    play.work(also_later=True)
    play.hear()
    left = everything()
    assert not [each for each in ids if each in left]
    assert donor.email_hash not in left
    for model in (Donor, Customer, PaymentTrace, Checkout):
        assert not model.objects.exists()
    assert sorted(Payment.objects.values_list("amount", flat=True)) == sums
    assert Refund.objects.count() == 1
    assert set(Subscription.objects.values_list("state", flat=True)) == {"ended"}
    with pytest.raises(links.Closed):
        links.opened(token)


def test_at_stripe_it_is_over_and_the_customer_is_gone(play, donor):
    customers = [each.stripe_id for each in donor.customers.all()]
    forgetting.forget(donor)
    assert [gateway.address_of(each) for each in customers] == ["", ""]
    with play.stripe.work() as work:
        assert {each["status"] for each in work.every("subscription")} == {"canceled"}
    play.stripe.advance(days=62)
    play.hear()
    assert Payment.objects.count() == 5


def test_one_last_letter_leaves_and_no_other(play, donor):
    forgetting.forget(donor)
    play.work(also_later=True)
    play.hear()
    (letter,) = outbox.outbox
    assert letter.to == [ANNA]
    assert play.said() == []


def test_events_and_reconciliation_bring_nothing_back(play, donor):
    forgetting.forget(donor)
    Event.objects.all().delete()
    report = reconciling.reconcile(30)
    play.work()
    assert report.is_finished
    assert not Donor.objects.exists()
    assert not PaymentTrace.objects.exists()
    assert Payment.objects.count() == 5


def test_a_refund_made_later_still_finds_its_payment(play, donor):
    intent = PaymentTrace.objects.last().payment_intent
    forgetting.forget(donor)
    play.stripe.refund_in_dashboard(intent)
    play.hear()
    assert Refund.objects.count() == 2
    assert not PaymentTrace.objects.exists()


@pytest.mark.parametrize("step", range(12))
def test_whatever_it_dies_after_the_job_finishes_it(play, donor, monkeypatch, step):
    """Stripe goes away after so many calls; then it comes back and the job runs."""
    calls = iter(range(1000))
    real = asking.v1

    def dying():
        if next(calls) >= step:
            raise remote.Unavailable("gone")
        return real()

    monkeypatch.setattr(asking, "v1", dying)
    try:
        forgetting.forget(donor)
    except remote.Unavailable:
        assert Donor.objects.get().forget_asked_on
        with pytest.raises(links.Closed):
            links.opened(links.token(donor))
    monkeypatch.setattr(asking, "v1", real)
    play.work(also_later=True)
    play.hear()
    assert not Donor.objects.exists()
    assert set(Subscription.objects.values_list("state", flat=True)) == {"ended"}
    assert not set(Subscription.objects.values_list("stripe_id", "donor", "customer")) - {
        (None, None, None)
    }


def test_another_donor_is_left_alone(play, donor):
    play.give(email="boris@example.org")
    boris = Donor.objects.latest("pk")
    forgetting.forget(donor)
    assert Donor.objects.get() == boris
    assert Subscription.objects.get(donor=boris).state == "active"


def test_forgetting_twice_is_forgetting_once(play, donor):
    forgetting.forget(donor)
    forgetting.carry_out(donor.pk)
    forgetting.forget(donor)
    play.work(also_later=True)
    assert len(outbox.outbox) == 1


def test_who_comes_back_is_somebody_new(play, donor):
    forgetting.forget(donor)
    play.give()
    assert Payment.objects.of(Donor.objects.get()).count() == 1


def test_the_job_s_arguments_name_a_row_and_nothing_else(play, donor):
    play.stripe.faults.add("500", times=1)
    with pytest.raises(remote.Unavailable):
        forgetting.forget(donor)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'donations.finish_forgetting'"
        )
        (args,) = cursor.fetchone()
    assert (json.loads(args) if isinstance(args, str) else args) == {"donor_id": donor.pk}


def test_a_wish_whose_job_gave_up_is_carried_out_by_night(play):
    play.give()
    donor = Donor.objects.get()
    play.stripe.faults.add("connection", times=100)
    with pytest.raises(remote.Unavailable):
        forgetting.forget(donor)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    play.stripe.faults.clear()
    tasks.reconcile.func(timestamp=0)
    play.work()
    assert not Donor.objects.exists()


def test_what_is_given_while_it_is_being_carried_out_is_not_left_running_without_an_owner(
    play, monkeypatch
):
    """A monthly donation without a donor and without Stripe's id could be stopped by nobody."""
    play.give()
    donor = Donor.objects.get()
    forget = gateway.forget

    def given_meanwhile(customer):
        monkeypatch.setattr(gateway, "forget", forget)
        forget(customer)
        play.give()

    monkeypatch.setattr(gateway, "forget", given_meanwhile)
    with pytest.raises(remote.Unavailable):
        forgetting.forget(donor)
    play.work(also_later=True)
    play.hear()
    assert not Donor.objects.exists()
    assert set(Subscription.objects.values_list("state", flat=True)) == {"ended"}
    with play.stripe.work() as work:
        running = [each["status"] for each in work.every("subscription")]
    assert set(running) == {"canceled"}


def test_what_stripe_refuses_to_end_keeps_its_way_to_stripe(play, monkeypatch):
    """As with a key that may too little. Deleted rows would leave it charging for ever."""
    play.give()
    donor = Donor.objects.get()
    stripe_id = play.subscription().stripe_id

    def refuse(*_args, **_options):
        raise remote.Refused("PermissionError 403")

    with monkeypatch.context() as broken:
        broken.setattr(gateway, "cancel", refuse)
        broken.setattr(gateway, "forget", refuse)
        for _time in range(2):
            with pytest.raises(remote.GatewayError):
                forgetting.carry_out(donor.pk) if donor.forget_asked_on else forgetting.forget(
                    donor
                )
            donor.refresh_from_db()
    broken_off = play.subscription()
    assert (broken_off.stripe_id, broken_off.state) == (stripe_id, "active")
    forgetting.carry_out(donor.pk)
    assert play.subscription().state == "ended"
    assert not Donor.objects.exists()


def test_who_gave_what_stripe_does_not_know_any_more_is_forgotten_all_the_same(play):
    """Of another account, or of the days of the sandbox."""
    donor = make_donor(ANNA)
    make_payment(donor)
    make_subscription(donor, customer=make_customer(donor))
    forgetting.forget(donor)
    assert not Donor.objects.exists()
    assert not Subscription.objects.exclude(stripe_id=None).exists()
