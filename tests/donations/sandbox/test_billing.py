import datetime

import pytest

from donations.sandbox import NeedsAuthentication
from tests.donations.sandbox.stripe_client import client_of, frozen, monthly, subscribe, types

DAY = 86_400
HOUR = 3600


def at(*date):
    return int(datetime.datetime(*date, tzinfo=datetime.UTC).timestamp())


def date(moment):
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).strftime("%Y-%m-%d %H:%M")


def period(client, subscription):
    item = client.subscriptions.retrieve(subscription.id)["items"].data[0]
    return date(item.current_period_start), date(item.current_period_end)


def invoices(client, subscription):
    """Oldest first."""
    return client.invoices.list({"subscription": subscription.id}).data[::-1]


def to_renewal(sandbox, subscription, hours=0):
    end = subscription["items"].data[0].current_period_end
    sandbox.advance(to=end + hours * HOUR)


def test_a_renewal_is_a_draft_for_an_hour_and_then_paid(client, sandbox):
    subscription = subscribe(sandbox, client)
    types(sandbox)
    to_renewal(sandbox, subscription)
    draft = invoices(client, subscription)[1]
    assert (draft.status, draft.auto_advance, draft.billing_reason) == (
        "draft",
        True,
        "subscription_cycle",
    )
    assert draft.automatically_finalizes_at == sandbox.now + HOUR
    assert types(sandbox) == ["customer.subscription.updated", "invoice.created"]
    sandbox.advance(seconds=HOUR - 1)
    assert invoices(client, subscription)[1].status == "draft"
    sandbox.advance(seconds=1)
    paid = invoices(client, subscription)[1]
    assert (paid.status, paid.amount_paid, paid.attempt_count) == ("paid", 1000, 1)
    assert {"invoice.finalized", "charge.succeeded", "invoice.paid"} <= set(types(sandbox))
    assert client.subscriptions.retrieve(subscription.id).latest_invoice == paid.id


def test_every_invoice_has_a_payment_of_its_own(client, sandbox):
    subscription = subscribe(sandbox, client)
    to_renewal(sandbox, subscription, hours=1)
    listed = client.invoices.list({"subscription": subscription.id, "expand": ["data.payments"]})
    paid = [invoice.payments.data[0].payment.payment_intent for invoice in listed.data]
    assert len(set(paid)) == 2
    assert all(client.payment_intents.retrieve(name).status == "succeeded" for name in paid)


def test_the_31st_keeps_its_day_where_the_month_has_it():
    sandbox = frozen(at(2027, 1, 31, 12))
    client = client_of(sandbox)
    subscription = subscribe(sandbox, client)
    ends = []
    for _month in range(5):
        ends.append(period(client, subscription)[1])
        to_renewal(sandbox, client.subscriptions.retrieve(subscription.id), hours=1)
    assert ends == [
        "2027-02-28 12:00",
        "2027-03-31 12:00",
        "2027-04-30 12:00",
        "2027-05-31 12:00",
        "2027-06-30 12:00",
    ]


def test_a_leap_year_has_its_day():
    sandbox = frozen(at(2028, 1, 30))
    client = client_of(sandbox)
    subscription = subscribe(sandbox, client)
    assert period(client, subscription)[1] == "2028-02-29 00:00"


def test_a_jump_over_many_months_does_each_of_them_in_its_time(client, sandbox):
    subscription = subscribe(sandbox, client)
    start = sandbox.now
    sandbox.advance(days=364)
    made = invoices(client, subscription)
    assert len(made) == 10  # a page
    everything = list(
        client.invoices.list({"subscription": subscription.id, "limit": 100}).auto_paging_iter()
    )
    assert len(everything) == 12
    assert {invoice.status for invoice in everything} == {"paid"}
    assert len({invoice.created for invoice in everything}) == 12
    assert everything[-1].created == start


def test_a_failed_renewal_is_tried_after_3_5_and_7_days_and_then_is_the_end(client, sandbox):
    subscription = subscribe(sandbox, client, card="fails_later")
    to_renewal(sandbox, subscription, hours=1)
    tried = sandbox.now
    types(sandbox)
    for number, wait in enumerate([3, 5, 7], 1):
        assert client.subscriptions.retrieve(subscription.id).status == "past_due"
        invoice = invoices(client, subscription)[1]
        assert (invoice.status, invoice.attempt_count) == ("open", number)
        assert invoice.next_payment_attempt == tried + wait * DAY
        sandbox.advance(to=invoice.next_payment_attempt - 1)
        assert "invoice.payment_failed" not in types(sandbox)
        sandbox.advance(seconds=1)
        assert "invoice.payment_failed" in types(sandbox)
        tried = sandbox.now
    ended = client.subscriptions.retrieve(subscription.id)
    assert ended.status == "canceled"
    assert ended.cancellation_details.reason == "payment_failed"
    assert invoices(client, subscription)[1].next_payment_attempt is None
    sandbox.advance(days=60)
    assert len(invoices(client, subscription)) == 2


def test_the_end_after_the_retries_can_be_unpaid(client, sandbox):
    sandbox.rules.after_retries = "unpaid"
    subscription = subscribe(sandbox, client, card="fails_later")
    to_renewal(sandbox, subscription, hours=1)
    sandbox.advance(days=15)
    assert client.subscriptions.retrieve(subscription.id).status == "unpaid"
    sandbox.advance(days=31)
    assert [i.status for i in invoices(client, subscription)] == ["paid", "open", "draft"]
    assert invoices(client, subscription)[2].auto_advance is False


def test_a_card_that_works_again_revives_a_donation_that_is_past_due(client, sandbox):
    subscription = subscribe(sandbox, client)
    sandbox.expire_card(subscription.customer)
    to_renewal(sandbox, subscription, hours=1)
    assert client.subscriptions.retrieve(subscription.id).status == "past_due"
    sandbox.renew_card(subscription.customer)
    assert types(sandbox)[-1] == "payment_method.automatically_updated"
    sandbox.advance(days=3)
    assert client.subscriptions.retrieve(subscription.id).status == "active"
    assert invoices(client, subscription)[1].status == "paid"


def test_a_card_expires_with_its_month(client, sandbox):
    subscription = subscribe(sandbox, client)
    card = client.payment_methods.retrieve(subscription.default_payment_method).card
    sandbox.advance(to=at(card.exp_year, card.exp_month, 20))
    assert client.subscriptions.retrieve(subscription.id).status == "active"
    sandbox.advance(days=33)
    assert client.subscriptions.retrieve(subscription.id).status == "past_due"
    charge = client.charges.list().data[0]
    assert (charge.status, charge.failure_code) == ("failed", "expired_card")


def test_a_renewal_that_needs_the_payer_says_so(client, sandbox):
    session_card = {"card": "authenticate_always"}
    subscription = start_authenticated(sandbox, client, **session_card)
    types(sandbox)
    to_renewal(sandbox, subscription, hours=1)
    told = types(sandbox)
    assert {"invoice.payment_action_required", "invoice.payment_failed"} <= set(told)
    assert client.subscriptions.retrieve(subscription.id).status == "past_due"
    invoice = invoices(client, subscription)[1]
    assert invoice.hosted_invoice_url == f"/sandbox/invoice/{invoice.id}/"
    sandbox.authenticate_invoice(invoice.id)
    assert client.subscriptions.retrieve(subscription.id).status == "active"
    with pytest.raises(NeedsAuthentication):
        sandbox.authenticate_invoice(invoice.id)


def test_a_card_authenticated_once_renews_without_the_payer(client, sandbox):
    subscription = start_authenticated(sandbox, client, card="authenticate")
    to_renewal(sandbox, subscription, hours=1)
    assert client.subscriptions.retrieve(subscription.id).status == "active"


def start_authenticated(sandbox, client, card):
    with pytest.raises(NeedsAuthentication):
        subscribe(sandbox, client, card=card)
    session = client.checkout.sessions.list().data[0]
    sandbox.complete(session.id, email="donor@example.org", card=card, authenticated=True)
    name = client.checkout.sessions.retrieve(session.id).subscription
    return client.subscriptions.retrieve(name)


def test_a_donation_that_ends_with_its_period_makes_no_other_invoice(client, sandbox):
    subscription = subscribe(sandbox, client)
    client.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    end = subscription["items"].data[0].current_period_end
    sandbox.advance(to=end - 1)
    assert client.subscriptions.retrieve(subscription.id).status == "active"
    types(sandbox)
    sandbox.advance(days=60)
    ended = client.subscriptions.retrieve(subscription.id)
    assert (ended.status, ended.ended_at) == ("canceled", end)
    assert ended.cancellation_details.reason == "cancellation_requested"
    assert types(sandbox) == ["customer.subscription.deleted"]
    assert len(invoices(client, subscription)) == 1


@pytest.mark.parametrize(
    ("behaviour", "status"),
    [("void", "void"), ("mark_uncollectible", "uncollectible"), ("keep_as_draft", "draft")],
)
def test_a_paused_donation_charges_nothing_until_it_resumes(client, sandbox, behaviour, status):
    subscription = subscribe(sandbox, client)
    resumes_at = sandbox.now + 50 * DAY
    pause = {"behavior": behaviour, "resumes_at": resumes_at}
    paused = client.subscriptions.update(subscription.id, {"pause_collection": pause})
    assert paused.status == "active"
    assert paused.pause_collection.to_dict() == pause
    sandbox.advance(days=49)
    assert [i.status for i in invoices(client, subscription)] == ["paid", status]
    types(sandbox)
    sandbox.advance(days=1)
    assert client.subscriptions.retrieve(subscription.id).pause_collection is None
    assert types(sandbox) == ["customer.subscription.updated"]
    sandbox.advance(days=20)
    assert [i.status for i in invoices(client, subscription)] == ["paid", status, "paid"]


def test_a_pause_that_was_moved_ends_at_its_new_day(client, sandbox):
    subscription = subscribe(sandbox, client)
    for days in (10, 20):
        pause = {"behavior": "void", "resumes_at": sandbox.now + days * DAY}
        client.subscriptions.update(subscription.id, {"pause_collection": pause})
    sandbox.advance(days=15)
    assert client.subscriptions.retrieve(subscription.id).pause_collection is not None
    sandbox.advance(days=5)
    assert client.subscriptions.retrieve(subscription.id).pause_collection is None


def test_another_amount_counts_from_the_next_invoice_without_prorations(client, sandbox):
    subscription = subscribe(sandbox, client)
    item = subscription["items"].data[0]
    changed = client.subscriptions.update(
        subscription.id,
        {
            "items": [
                {
                    "id": item.id,
                    "price_data": {
                        "currency": "eur",
                        "product": item.price.product,
                        "recurring": {"interval": "month"},
                        "unit_amount": 2500,
                    },
                }
            ],
            "proration_behavior": "none",
        },
    )
    after = changed["items"].data[0]
    assert (after.id, after.price.unit_amount) == (item.id, 2500)
    assert after.current_period_end == item.current_period_end
    assert len(invoices(client, subscription)) == 1
    to_renewal(sandbox, subscription, hours=1)
    renewal = invoices(client, subscription)[1]
    assert renewal.amount_paid == 2500
    assert [line.amount for line in renewal.lines.data] == [2500]


def test_a_subscription_cancelled_now_leaves_its_open_invoice_alone(client, sandbox):
    subscription = subscribe(sandbox, client, card="fails_later")
    to_renewal(sandbox, subscription, hours=1)
    client.subscriptions.cancel(subscription.id)
    invoice = invoices(client, subscription)[1]
    assert (invoice.status, invoice.auto_advance) == ("open", False)
    attempts = invoice.attempt_count
    sandbox.advance(days=30)
    assert invoices(client, subscription)[1].attempt_count == attempts


def test_stopping_during_the_hour_of_the_draft_does_not_stop_the_draft(client, sandbox):
    """Stripe promises it for finalised invoices only: who stops must see to drafts."""
    subscription = subscribe(sandbox, client)
    to_renewal(sandbox, subscription)
    client.subscriptions.cancel(subscription.id)
    assert invoices(client, subscription)[1].auto_advance is True
    sandbox.advance(seconds=HOUR)
    assert invoices(client, subscription)[1].status == "paid"
    assert client.subscriptions.retrieve(subscription.id).status == "canceled"


def test_a_draft_that_was_held_back_is_not_charged(client, sandbox):
    subscription = subscribe(sandbox, client)
    to_renewal(sandbox, subscription)
    draft = invoices(client, subscription)[1]
    client.subscriptions.cancel(subscription.id)
    client.invoices.update(draft.id, {"auto_advance": False})
    sandbox.advance(days=5)
    assert invoices(client, subscription)[1].status == "draft"


def test_what_falls_due_is_done_in_the_order_of_time(client, sandbox):
    start = sandbox.now
    late = monthly(client)
    early = monthly(client, expires_at=start + HOUR)
    sandbox.advance(days=2)
    expired = client.events.list({"type": "checkout.session.expired"}).data
    assert [(event.data.object["id"], event.created) for event in expired] == [
        (late.id, start + DAY),
        (early.id, start + HOUR),
    ]
    told = [one.body for one in sandbox.undelivered() if one.type == "checkout.session.expired"]
    assert [early.id.encode() in body for body in told] == [True, False]


def test_what_was_due_is_done_before_a_request_is_answered(sandbox, client):
    subscription = subscribe(sandbox, client)
    with sandbox.work() as work:
        work.connection.execute(
            "UPDATE settings SET value = ? WHERE name = 'frozen'", (sandbox_time(subscription),)
        )
    assert len(invoices(client, subscription)) == 2


def sandbox_time(subscription):
    return str(subscription["items"].data[0].current_period_end + 1)


def test_the_clock_goes_forward_only(sandbox):
    with pytest.raises(ValueError, match="back"):
        sandbox.advance(to=sandbox.now - 1)


def test_an_unfrozen_clock_runs_with_the_real_one_and_keeps_its_lead(tmp_path):
    from donations.sandbox import Sandbox

    sandbox = Sandbox(tmp_path / "s")
    import time

    assert abs(sandbox.now - time.time()) < 5
    sandbox.advance(days=31)
    assert abs(Sandbox(tmp_path / "s").now - time.time() - 31 * DAY) < 5
