import pytest
import stripe

from tests.donations.sandbox.stripe_client import (
    client_of,
    frozen,
    monthly,
    new_card,
    pay,
    subscribe,
    types,
)
from tests.donations.sandbox.test_billing import invoices, to_renewal

HEADERS = {"Authorization": "Bearer sk_test_1"}


def refused(error=stripe.InvalidRequestError):
    return pytest.raises(error)


def price(amount=500, currency="eur", interval="month"):
    return {
        "currency": currency,
        "product": "donation",
        "recurring": {"interval": interval},
        "unit_amount": amount,
    }


def test_a_subscription_can_end_with_its_period_and_change_its_mind(client, sandbox):
    subscription = subscribe(sandbox, client)
    types(sandbox)
    ending = client.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    assert ending.cancel_at == ending["items"].data[0].current_period_end
    assert ending.canceled_at == sandbox.now
    assert ending.cancellation_details.reason == "cancellation_requested"
    resumed = client.subscriptions.update(subscription.id, {"cancel_at_period_end": False})
    assert (resumed.cancel_at, resumed.canceled_at) == (None, None)
    assert resumed.cancellation_details.reason is None
    assert types(sandbox) == ["customer.subscription.updated"] * 2


def test_an_update_that_changes_nothing_tells_nobody(client, sandbox):
    subscription = subscribe(sandbox, client)
    types(sandbox)
    client.subscriptions.update(subscription.id, {"cancel_at_period_end": False})
    assert types(sandbox) == []


def test_a_cancelled_subscription_is_not_found_by_a_second_cancel(client, sandbox):
    subscription = subscribe(sandbox, client)
    details = {"comment": "why", "feedback": "unused"}
    cancelled = client.subscriptions.cancel(subscription.id, {"cancellation_details": details})
    assert cancelled.status == "canceled"
    assert cancelled.cancellation_details.comment == "why"
    with refused() as error:
        client.subscriptions.cancel(subscription.id)
    assert (error.value.http_status, error.value.code) == (404, "resource_missing")
    assert client.subscriptions.retrieve(subscription.id).status == "canceled"


@pytest.mark.parametrize(
    "change",
    [
        {"cancel_at_period_end": False},
        {"pause_collection": ""},
        {"items": [{"id": "si_1", "price_data": price()}], "proration_behavior": "none"},
    ],
)
def test_a_cancelled_subscription_comes_back_by_no_update(client, sandbox, change):
    subscription = subscribe(sandbox, client)
    client.subscriptions.cancel(subscription.id)
    with refused() as error:
        client.subscriptions.update(subscription.id, change)
    assert error.value.code == "invalid_canceled_subscription_fields"
    client.subscriptions.update(subscription.id, {"metadata": {"a": "b"}})


def test_the_currency_of_a_subscription_stays(client, sandbox):
    subscription = subscribe(sandbox, client)
    item = {"id": subscription["items"].data[0].id, "price_data": price(currency="usd")}
    with refused() as error:
        client.subscriptions.update(
            subscription.id, {"items": [item], "proration_behavior": "none"}
        )
    assert error.value.http_status == 400


@pytest.mark.parametrize(
    "params",
    [
        {"items": [{"price_data": price()}], "proration_behavior": "none"},
        {"items": [{"id": "si_other", "price_data": price()}], "proration_behavior": "none"},
        {"items": [{"id": ..., "price_data": price()}]},
        {"items": [{"id": ..., "price_data": price()}], "proration_behavior": "always_invoice"},
        {
            "items": [{"id": ..., "price_data": price(interval="year")}],
            "proration_behavior": "none",
        },
        {"default_payment_method": "pm_unknown"},
        {"pause_collection": {"behavior": "void", "resumes_at": 1}},
    ],
)
def test_an_update_with_consequences_nobody_wants_is_refused(client, sandbox, params):
    subscription = subscribe(sandbox, client)
    item = subscription["items"].data[0].id
    for change in params.get("items", []):
        if change.get("id") is ...:
            change["id"] = item
    with refused():
        client.subscriptions.update(subscription.id, params)
    assert client.subscriptions.retrieve(subscription.id)["items"].data[0].price.unit_amount == 1000


def test_a_card_of_somebody_else_is_refused(client, sandbox):
    mine, other = subscribe(sandbox, client), subscribe(sandbox, client)
    with refused():
        client.subscriptions.update(
            mine.id, {"default_payment_method": other.default_payment_method}
        )
    settings = {"default_payment_method": other.default_payment_method}
    with refused():
        client.customers.update(mine.customer, {"invoice_settings": settings})


def test_a_due_invoice_is_paid_when_the_card_works(client, sandbox):
    subscription = subscribe(sandbox, client, card="fails_later")
    to_renewal(sandbox, subscription, hours=1)
    invoice = invoices(client, subscription)[1]
    with refused(stripe.CardError) as error:
        client.invoices.pay(invoice.id)
    assert (error.value.http_status, error.value.code) == (402, "card_declined")
    assert error.value.error.decline_code == "insufficient_funds"
    assert invoices(client, subscription)[1].attempt_count == 1  # the schedule stays as it is
    session = new_card(client, subscription.customer)
    sandbox.complete(session.id, email="donor@example.org")
    intent = client.checkout.sessions.retrieve(
        session.id, {"expand": ["setup_intent"]}
    ).setup_intent
    client.subscriptions.update(subscription.id, {"default_payment_method": intent.payment_method})
    assert client.invoices.pay(invoice.id).status == "paid"
    assert client.subscriptions.retrieve(subscription.id).status == "active"
    with refused() as error:
        client.invoices.pay(invoice.id)
    assert error.value.http_status == 400


def test_paying_can_need_the_payer(client, sandbox):
    subscription = subscribe(sandbox, client)
    sandbox.expire_card(subscription.customer)
    to_renewal(sandbox, subscription, hours=1)
    session = new_card(client, subscription.customer)
    sandbox.complete(
        session.id, email="donor@example.org", card="authenticate_always", authenticated=True
    )
    intent = client.checkout.sessions.retrieve(
        session.id, {"expand": ["setup_intent"]}
    ).setup_intent
    with refused(stripe.CardError) as error:
        client.invoices.pay(
            invoices(client, subscription)[1].id, {"payment_method": intent.payment_method}
        )
    assert error.value.code == "invoice_payment_intent_requires_action"


def test_a_void_invoice_is_never_charged(client, sandbox):
    subscription = subscribe(sandbox, client, card="fails_later")
    to_renewal(sandbox, subscription, hours=1)
    invoice = invoices(client, subscription)[1]
    types(sandbox)
    assert client.invoices.void_invoice(invoice.id).status == "void"
    assert {"invoice.voided", "payment_intent.canceled"} <= set(types(sandbox))
    sandbox.advance(days=10)
    assert types(sandbox) == []
    assert client.subscriptions.retrieve(subscription.id).status == "active"
    for request in (client.invoices.pay, client.invoices.void_invoice):
        with refused():
            request(invoice.id)


def test_an_invoice_that_is_written_off_leaves_the_donation_active(client, sandbox):
    subscription = subscribe(sandbox, client, card="fails_later")
    to_renewal(sandbox, subscription, hours=1)
    invoice = invoices(client, subscription)[1]
    sandbox.mark_uncollectible(invoice.id)
    assert types(sandbox)[-2:] == [
        "invoice.marked_uncollectible",
        "customer.subscription.updated",
    ]
    assert client.subscriptions.retrieve(subscription.id).status == "active"


def test_voiding_an_old_invoice_does_not_revive_what_has_ended(client, sandbox):
    subscription = subscribe(sandbox, client, card="fails_later")
    to_renewal(sandbox, subscription, hours=1)
    client.subscriptions.cancel(subscription.id)
    client.invoices.void_invoice(invoices(client, subscription)[1].id)
    assert client.subscriptions.retrieve(subscription.id).status == "canceled"


def test_a_draft_can_not_be_voided(client, sandbox):
    subscription = subscribe(sandbox, client)
    to_renewal(sandbox, subscription)
    with refused():
        client.invoices.void_invoice(invoices(client, subscription)[1].id)


def test_a_refund_is_of_all_that_is_left_or_of_a_part(client, sandbox):
    intent = pay(sandbox, client)
    types(sandbox)
    part = client.refunds.create(
        {"payment_intent": intent.id, "amount": 300, "reason": "requested_by_customer"}
    )
    assert (part.status, part.amount, part.payment_intent) == ("succeeded", 300, intent.id)
    assert "charge.refunded" in types(sandbox)
    charge = client.charges.retrieve(intent.latest_charge, {"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded) == (300, False)
    assert [refund.id for refund in charge.refunds.data] == [part.id]
    with refused() as error:
        client.refunds.create({"payment_intent": intent.id, "amount": 701})
    assert error.value.http_status == 400
    assert client.refunds.create({"payment_intent": intent.id}).amount == 700
    assert client.charges.retrieve(intent.latest_charge).refunded is True
    with refused() as error:
        client.refunds.create({"payment_intent": intent.id})
    assert error.value.code == "charge_already_refunded"


def test_a_refund_that_fails_counts_the_money_as_paid_again(client, sandbox):
    intent = pay(sandbox, client)
    name = sandbox.refund_in_dashboard(intent.id, 400, fails=True)
    refund = client.refunds.retrieve(name)
    assert (refund.status, refund.failure_reason) == ("failed", "expired_or_canceled_card")
    assert client.charges.retrieve(intent.latest_charge).amount_refunded == 0
    assert "refund.failed" in types(sandbox)


def test_a_dispute_takes_the_charge_away_from_refunds(client, sandbox):
    intent = pay(sandbox, client)
    name = sandbox.dispute(intent.id)
    dispute = client.disputes.retrieve(name)
    assert (dispute.status, dispute.payment_intent) == ("needs_response", intent.id)
    assert client.charges.retrieve(intent.latest_charge).disputed is True
    with refused() as error:
        client.refunds.create({"payment_intent": intent.id})
    assert error.value.code == "charge_disputed"
    sandbox.close_dispute(name, won=False)
    assert client.disputes.list({"payment_intent": intent.id}).data[0].status == "lost"
    assert {"charge.dispute.created", "charge.dispute.closed"} <= set(types(sandbox))


def test_a_warning_of_fraud_names_its_charge(client, sandbox):
    intent = pay(sandbox, client)
    name = sandbox.warn_of_fraud(intent.id)
    warning = client.radar.early_fraud_warnings.retrieve(name)
    assert (warning.charge, warning.actionable) == (intent.latest_charge, True)
    assert client.radar.early_fraud_warnings.list().data[0].id == name
    assert types(sandbox)[-1] == "radar.early_fraud_warning.created"


def test_a_deleted_customer_is_a_shell_without_subscriptions(client, sandbox):
    subscription = subscribe(sandbox, client)
    assert client.customers.delete(subscription.customer).deleted is True
    customer = client.customers.retrieve(subscription.customer)
    assert customer.to_dict() == {
        "id": subscription.customer,
        "object": "customer",
        "deleted": True,
    }
    assert client.subscriptions.retrieve(subscription.id).status == "canceled"
    method = client.payment_methods.retrieve(subscription.default_payment_method)
    assert method.customer is None
    for request in (
        lambda: client.customers.delete(subscription.customer),
        lambda: client.customers.update(subscription.customer, {"name": "x"}),
        lambda: new_card(client, subscription.customer),
    ):
        with refused() as error:
            request()
        assert error.value.code == "resource_missing"
    sandbox.advance(days=40)
    assert len(invoices(client, subscription)) == 1


def test_a_customer_who_goes_during_the_hour_of_the_draft_is_not_charged(client, sandbox):
    subscription = subscribe(sandbox, client)
    to_renewal(sandbox, subscription)
    client.customers.delete(subscription.customer)
    sandbox.advance(days=1)
    assert invoices(client, subscription)[1].status == "draft"


def test_a_customer_can_be_given_a_default_card(client, sandbox):
    subscription = subscribe(sandbox, client)
    settings = {"default_payment_method": subscription.default_payment_method}
    customer = client.customers.update(subscription.customer, {"invoice_settings": settings})
    assert customer.invoice_settings.default_payment_method == subscription.default_payment_method


def test_what_is_done_in_the_dashboard_is_seen_by_requests(client, sandbox):
    subscription = subscribe(sandbox, client)
    sandbox.change_status(subscription.id, "some_new_status")
    assert client.subscriptions.retrieve(subscription.id).status == "some_new_status"
    sandbox.cancel_in_dashboard(subscription.id)
    assert client.subscriptions.retrieve(subscription.id).status == "canceled"
    assert types(sandbox)[-1] == "customer.subscription.deleted"


@pytest.mark.parametrize(
    "retrieve",
    [
        lambda client: client.subscriptions.retrieve("sub_x"),
        lambda client: client.invoices.retrieve("in_x"),
        lambda client: client.payment_intents.retrieve("pi_x"),
        lambda client: client.charges.retrieve("ch_x"),
        lambda client: client.refunds.retrieve("re_x"),
        lambda client: client.disputes.retrieve("du_x"),
        lambda client: client.setup_intents.retrieve("seti_x"),
        lambda client: client.payment_methods.retrieve("pm_x"),
        lambda client: client.customers.retrieve("cus_x"),
        lambda client: client.products.retrieve("prod_x"),
        lambda client: client.events.retrieve("evt_x"),
        lambda client: client.checkout.sessions.retrieve("cs_test_x"),
        lambda client: client.radar.early_fraud_warnings.retrieve("issfr_x"),
    ],
)
def test_what_is_not_there_is_missing(client, retrieve):
    with refused() as error:
        retrieve(client)
    assert (error.value.http_status, error.value.code) == (404, "resource_missing")


def test_an_id_of_another_kind_is_missing_too(client, sandbox):
    subscription = subscribe(sandbox, client)
    with refused() as error:
        client.invoices.retrieve(subscription.id)
    assert error.value.code == "resource_missing"


@pytest.mark.parametrize("key", ["sk_live_1", "pk_test_1", "", "rk_live_1"])
def test_only_test_keys_are_let_in(sandbox, key):
    with refused(stripe.AuthenticationError):
        client_of(sandbox, key=key or "x").events.list()


def test_a_restricted_test_key_is_let_in(sandbox):
    assert client_of(sandbox, key="rk_test_1").events.list().data == []


def test_no_key_is_no_entry(sandbox):
    assert sandbox.request("get", "https://api.stripe.com/v1/events", {}, None)[1] == 401


def test_an_unknown_endpoint_is_not_found(sandbox):
    content, status, headers = sandbox.request("get", "/v1/donations", HEADERS, None)
    assert status == 404
    assert "Unrecognized request URL" in content
    assert headers["request-id"].startswith("req_")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("mode=setup&success_url=https://e.org&currency=eur&colour=red", "parameter_unknown"),
        (
            "mode=payment&success_url=https://e.org&line_items[0][colour]=red"
            "&line_items[0][price_data][currency]=eur",
            "parameter_unknown",
        ),
        (
            "mode=setup&success_url=https://e.org&currency=eur&payment_method_types[0]=card",
            "parameter_unknown",
        ),
        ("success_url=https://e.org", "parameter_missing"),
        (
            "mode=setup&success_url=https://e.org&currency=eur&expires_at=1.5",
            "parameter_invalid_integer",
        ),
        ("mode=setup&success_url=https://e.org&currency=eur&locale=", None),
        ("mode=setup&success_url=https://e.org&currency=eur&mode[a]=1", None),
        ("mode=setup&mode=setup&success_url=https://e.org&currency=eur", None),
        ("mode=setup&success_url=https://e.org&currency=eur&[x]=1", None),
        ("mode", None),
        ("mode=%ff", None),
    ],
)
def test_a_body_that_no_sdk_would_send_is_refused(sandbox, body, code):
    content, status, _headers = sandbox.request(
        "post", "/v1/checkout/sessions", HEADERS, body.encode()
    )
    assert status == 400, content
    assert code is None or f'"code": "{code}"' in content


def test_another_version_of_the_api_is_refused():
    sandbox = frozen(api_version="2031-01-01.future")
    with refused() as error:
        client_of(sandbox).events.list()
    assert error.value.http_status == 400


def test_lists_go_page_by_page_newest_first(client, sandbox):
    names = []
    for _number in range(5):
        names.append(pay(sandbox, client).id)
        sandbox.advance(seconds=10)
    first = client.payment_intents.list({"limit": 2})
    assert [intent.id for intent in first.data] == names[:2:-1]
    assert first.has_more is True
    assert [intent.id for intent in first.auto_paging_iter()] == names[::-1]
    last = client.payment_intents.list({"limit": 2, "starting_after": names[1]})
    assert ([intent.id for intent in last.data], last.has_more) == ([names[0]], False)


def test_lists_can_be_of_a_span_of_time(client, sandbox):
    start = sandbox.now
    first = pay(sandbox, client)
    sandbox.advance(days=1)
    second = pay(sandbox, client)
    listed = client.payment_intents.list({"created": {"gte": start + 86_400}})
    assert [intent.id for intent in listed.data] == [second.id]
    listed = client.payment_intents.list({"created": {"gt": start - 1, "lt": start + 86_400}})
    assert [intent.id for intent in listed.data] == [first.id]
    assert [i.id for i in client.payment_intents.list({"created": start}).data] == [first.id]


def test_subscriptions_are_listed_by_customer_and_state(client, sandbox):
    first, second = subscribe(sandbox, client), subscribe(sandbox, client)
    client.subscriptions.cancel(first.id)
    listed = {
        status: [s.id for s in client.subscriptions.list({"status": status}).data]
        for status in ("all", "canceled", "active", "ended", "past_due")
    }
    assert listed == {
        "all": [second.id, first.id],
        "canceled": [first.id],
        "active": [second.id],
        "ended": [first.id],
        "past_due": [],
    }
    assert [s.id for s in client.subscriptions.list().data] == [second.id]
    mine = client.subscriptions.list({"customer": first.customer, "status": "all"})
    assert [s.id for s in mine.data] == [first.id]


def test_sessions_invoices_charges_and_refunds_are_listed_by_what_they_are_of(client, sandbox):
    subscription = subscribe(sandbox, client)
    intent = pay(sandbox, client)
    refund = client.refunds.create({"payment_intent": intent.id})
    monthly(client)
    count = {
        "open": client.checkout.sessions.list({"status": "open"}),
        "of subscription": client.checkout.sessions.list({"subscription": subscription.id}),
        "of payment": client.checkout.sessions.list({"payment_intent": intent.id}),
        "paid": client.invoices.list({"customer": subscription.customer, "status": "paid"}),
        "void": client.invoices.list({"customer": subscription.customer, "status": "void"}),
        "charges": client.charges.list({"payment_intent": intent.id}),
        "refunds": client.refunds.list({"payment_intent": intent.id}),
    }
    lengths = {name: len(listed.data) for name, listed in count.items()}
    assert lengths == {name: name != "void" for name in count}
    assert count["refunds"].data[0].id == refund.id


def test_expansions_reach_four_levels_and_no_further(client, sandbox):
    subscription = subscribe(sandbox, client)
    found = client.subscriptions.retrieve(
        subscription.id, {"expand": ["latest_invoice.payments", "items.data.price.product"]}
    )
    assert found.latest_invoice.payments.data[0].payment.type == "payment_intent"
    assert found["items"].data[0].price.product.name == "Donation"
    assert not hasattr(client.invoices.retrieve(found.latest_invoice.id), "payments")
    invoice = client.invoices.retrieve(
        found.latest_invoice.id, {"expand": ["payments.data.payment.payment_intent"]}
    )
    assert invoice.payments.data[0].payment.payment_intent.status == "succeeded"
    with refused():
        client.invoices.list({"expand": ["data.payments.data.payment.payment_intent"]})


@pytest.mark.parametrize("path", ["status", "metadata", "colour", "items.data.id", "customer.name"])
def test_what_can_not_be_expanded_is_refused(client, sandbox, path):
    subscription = subscribe(sandbox, client)
    with refused():
        client.subscriptions.retrieve(subscription.id, {"expand": [path]})
