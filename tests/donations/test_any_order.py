"""Whatever order, repetition, loss or crash a donor's events arrive in, the rows end the same.

Hypothesis lives a donor's life at Stripe, with nobody listening. Then the site hears of it twice: once
as it should be; once shuffled, repeated, with events lost and processes killed between any two steps
they take, followed by what comes after such days: jobs done again, and reconciliation.
"""

import random
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from donations import gateway, reconciling
from donations.models import (
    ONCE,
    Checkout,
    Customer,
    Dispute,
    Donor,
    Event,
    Payment,
    Refund,
    Subscription,
)
from tests.donations.playing import Play

pytestmark = pytest.mark.django_db

STEPS = st.lists(
    st.sampled_from(
        ["monthly", "once", "a month passes", "a week passes", "stopped", "resumed", "cancelled",
         "refunded", "partly refunded", "disputed", "warned of", "card runs out", "fails later"]
    ),
    min_size=1, max_size=6,
)  # fmt: skip


class Killed(BaseException):
    """kill -9: nothing after this line happens, and what was not committed never was."""


class Undone(Exception):
    """Ends a block whose rows are to go again."""


def live(play, steps):
    """At Stripe, with the site begun and then deaf."""
    begin(play, "monthly")
    for step in steps:
        at_stripe(play, step)
    return play.stripe.undelivered(limit=1000)


def begin(play, step):
    card = "fails_later" if step == "fails later" else "works"
    play.pay(play.begin(ONCE) if step == "once" else play.begin(), card=card)


def at_stripe(play, step):
    subscriptions, intents = (
        newest(play, "subscription"),
        newest(play, "payment_intent", status="succeeded"),
    )
    match step:
        case "monthly" | "once" | "fails later":
            begin(play, step)
        case "a month passes":
            play.stripe.advance(days=31)
        case "a week passes":
            play.stripe.advance(days=7)
        case "stopped" | "resumed" if subscriptions and subscriptions["status"] == "active":
            gateway.set_ending(
                subscriptions["id"], is_ending=step == "stopped", key=random_key(), why="donor"
            )
        case "cancelled" if subscriptions and subscriptions["status"] != "canceled":
            play.stripe.cancel_in_dashboard(subscriptions["id"])
        case "refunded" | "partly refunded" if intents and not returned(play, intents):
            play.stripe.refund_in_dashboard(intents["id"], 250 if "partly" in step else None)
        case "disputed" if intents and not returned(play, intents):
            play.stripe.dispute(intents["id"])
        case "warned of" if intents:
            play.stripe.warn_of_fraud(intents["id"])
        case "card runs out" if subscriptions:
            play.stripe.expire_card(subscriptions["customer"])


def newest(play, kind, **having):
    with play.stripe.work() as work:
        found = [each for each in work.every(kind) if having.items() <= each.items()]
    return max(found, key=lambda each: each["created"], default=None)


def returned(play, intent):
    with play.stripe.work() as work:
        kinds = [each for kind in ("refund", "dispute") for each in work.every(kind)]
    return any(each["payment_intent"] == intent["id"] for each in kinds)


def random_key():
    return f"key-{random.random()}"


def rows():
    """Everything that follows from Stripe's state, without keys and counters of ours."""
    donor = "trace__donor__email_hash"
    return {
        "donors": sorted(Donor.objects.values_list("email_hash", "language")),
        "customers": sorted(Customer.objects.values_list("stripe_id", "donor__email_hash")),
        "visits": sorted(Checkout.objects.values_list("key", "state", "stripe_id", "donor__email_hash")),
        "donations": sorted(
            Subscription.objects.values_list(
                "reference", "amount", "currency", "state", "stripe_status", "started_on",
                "end_reason", "donor__email_hash",
            )
        ),
        "payments": sorted(
            Payment.objects.values_list("reference", "kind", "amount", "paid_on", "subscription__reference", donor),
            key=str,
        ),
        "refunds": sorted(Refund.objects.values_list("reference", "amount", "state", "payment__reference")),
        "disputes": sorted(Dispute.objects.values_list("reference", "kind", "state", "payment__reference")),
    }  # fmt: skip


@contextmanager
def killed_at(moment):
    """The process dies before its `moment`-th statement to the database."""
    left = iter(range(moment, -1, -1))

    def count(execute, *arguments):
        if next(left, 1) == 0:
            raise Killed
        return execute(*arguments)

    try:
        with connection.execute_wrapper(count):
            yield
    except Killed:
        note(f"killed before statement {moment}")


def hear_badly(play, deliveries, chance):
    """Shuffled, some twice, some never; a third of all steps end in a kill, some jobs with them."""
    heard = [each for each in deliveries for _time in range(chance.choice([0, 1, 1, 2]))]
    chance.shuffle(heard)
    for each in heard:
        with killed_at(chance.choice([1, 2, 3, 9, 99, 999])):
            play.post(each.body, each.signature)
        with killed_at(chance.randrange(60) if chance.random() < 0.4 else 10_000):
            play.work(forgiving=True)
    if chance.random() < 0.3:  # a worker that died, and whose job nobody took up
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM procrastinate_jobs WHERE task_name = 'donations.process_event'"
            )


def as_it_should_be(play, deliveries):
    for each in deliveries:
        assert play.post(each.body, each.signature) == 200
    settle(play)


def settle(play):
    while play.work(also_later=True, forgiving=True) + play.stripe.deliver_all(play.post):
        pass


@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to make it smaller takes minutes
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, seed=st.integers(0, 2**32))
def test_the_rows_end_the_same(play, steps, seed):
    outer = transaction.atomic()
    outer.__enter__()
    try:
        one_life(steps, random.Random(seed))
    finally:
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


def one_life(steps, chance):
    play = Play()
    deliveries = live(play, steps)
    with pytest.raises(Undone), transaction.atomic():
        as_it_should_be(play, deliveries)
        wanted, receipts = rows(), play.said().count("receipt")
        raise Undone
    assert receipts == len(wanted["payments"]) > 0
    hear_badly(play, deliveries, chance)
    reconciling.reconcile(366)
    settle(play)
    assert rows() == wanted
    assert play.said().count("receipt") == receipts
    assert not Event.objects.waiting().exists()
    again = reconciling.reconcile(366)
    assert not again.differences.exists(), list(again.differences.values())
