import pytest
import stripe

from donations.sandbox import CardDeclined, NeedsAuthentication, SessionClosed
from tests.donations.sandbox.stripe_client import (
    NOON,
    THANKS,
    monthly,
    new_card,
    once,
    pay,
    subscribe,
    types,
)

EMAIL = "donor@example.org"


def again(client, session, *expand):
    return client.checkout.sessions.retrieve(session.id, {"expand": list(expand)})


def test_a_session_is_open_and_says_where_to_pay(client):
    session = monthly(client, locale="ru", client_reference_id="ours")
    assert session.id.startswith("cs_test_")
    assert session.url == f"/sandbox/checkout/{session.id}/"
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency) == (1000, "eur")
    assert (session.locale, session.client_reference_id) == ("ru", "ours")
    assert session.expires_at == NOON + 24 * 3600
    assert session.livemode is False


def test_a_completed_session_leads_back_with_its_id(client, sandbox):
    session = monthly(client)
    assert sandbox.complete(session.id, email=EMAIL) == THANKS.replace(
        "{CHECKOUT_SESSION_ID}", session.id
    )
    assert again(client, session).url is None


def test_a_monthly_donation_begins_with_a_paid_invoice(client, sandbox):
    session = monthly(client, subscription_data={"metadata": {"ours": "1"}})
    sandbox.complete(session.id, email=EMAIL, name="Anna")
    session = again(client, session, "subscription.latest_invoice", "customer")
    subscription = session.subscription
    assert (session.status, session.payment_status) == ("complete", "paid")
    assert (session.customer.email, session.customer.name) == (EMAIL, "Anna")
    assert subscription.status == "active"
    assert subscription.metadata.to_dict() == {"ours": "1"}
    assert subscription.default_payment_method.startswith("pm_")
    invoice = subscription.latest_invoice
    assert (invoice.status, invoice.amount_paid) == ("paid", 1000)
    assert invoice.billing_reason == "subscription_create"
    assert invoice.parent.subscription_details.subscription == subscription.id
    assert session.invoice == invoice.id


def test_two_donations_of_one_address_are_two_customers(client, sandbox):
    first, second = subscribe(sandbox, client), subscribe(sandbox, client)
    assert first.customer != second.customer


def test_a_donation_once_makes_no_customer(client, sandbox):
    session = once(client, payment_intent_data={"metadata": {"ours": "1"}})
    assert session.payment_intent is None
    sandbox.complete(session.id, email=EMAIL)
    session = again(client, session, "payment_intent.latest_charge")
    intent = session.payment_intent
    assert (session.customer, intent.customer) == (None, None)
    assert session.customer_details.email == EMAIL
    assert (intent.status, intent.amount_received) == ("succeeded", 1000)
    assert intent.metadata.to_dict() == {"ours": "1"}
    assert intent.latest_charge.billing_details.email == EMAIL


def test_a_customer_is_made_when_asked_for(client, sandbox):
    session = once(client, customer_creation="always")
    sandbox.complete(session.id, email=EMAIL)
    session = again(client, session, "payment_intent")
    assert session.customer.startswith("cus_")
    assert session.payment_intent.customer == session.customer


@pytest.mark.parametrize("begin", [monthly, once])
def test_a_declined_card_leaves_the_session_open_for_another(client, sandbox, begin):
    session = begin(client)
    with pytest.raises(CardDeclined) as declined:
        sandbox.complete(session.id, email=EMAIL, card="declined")
    assert declined.value.args[0] == "generic_decline"
    assert again(client, session).status == "open"
    assert "payment_intent.payment_failed" in types(sandbox)
    sandbox.complete(session.id, email=EMAIL, card="works")
    assert again(client, session).payment_status == "paid"
    assert [intent.status for intent in client.payment_intents.list().data] == ["succeeded"]


@pytest.mark.parametrize("begin", [monthly, once])
def test_3d_secure_is_asked_for_and_then_not_again(client, sandbox, begin):
    session = begin(client)
    with pytest.raises(NeedsAuthentication):
        sandbox.complete(session.id, email=EMAIL, card="authenticate")
    assert "payment_intent.requires_action" in types(sandbox)
    assert again(client, session).status == "open"
    sandbox.complete(session.id, email=EMAIL, card="authenticate", authenticated=True)
    assert again(client, session).payment_status == "paid"


def test_a_payer_who_refuses_3d_secure_can_try_again(client, sandbox):
    session = once(client)
    with pytest.raises(NeedsAuthentication):
        sandbox.complete(session.id, email=EMAIL, card="authenticate")
    sandbox.refuse_authentication(session.id)
    assert types(sandbox)[-1] == "payment_intent.payment_failed"
    sandbox.complete(session.id, email=EMAIL)
    assert again(client, session).payment_status == "paid"


def test_a_session_is_completed_once(client, sandbox):
    session = once(client)
    sandbox.complete(session.id, email=EMAIL)
    with pytest.raises(SessionClosed):
        sandbox.complete(session.id, email=EMAIL)
    with pytest.raises(SessionClosed):
        sandbox.complete("cs_test_unknown", email=EMAIL)


@pytest.mark.parametrize("begin", [monthly, once])
def test_an_asynchronous_payment_is_unpaid_until_the_bank_has_decided(client, sandbox, begin):
    session = begin(client)
    sandbox.complete(session.id, email=EMAIL, card="asynchronous")
    session = again(client, session)
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    types(sandbox)
    sandbox.settle(session.id, succeeds=True)
    assert again(client, session).payment_status == "paid"
    assert types(sandbox)[-1] == "checkout.session.async_payment_succeeded"
    with pytest.raises(SessionClosed):
        sandbox.settle(session.id, succeeds=True)


def test_an_asynchronous_payment_can_fail(client, sandbox):
    session = once(client)
    sandbox.complete(session.id, email=EMAIL, card="asynchronous")
    sandbox.settle(session.id, succeeds=False)
    session = again(client, session, "payment_intent")
    assert session.payment_status == "unpaid"
    assert session.payment_intent.status == "requires_payment_method"
    assert types(sandbox)[-1] == "checkout.session.async_payment_failed"


def test_an_asynchronous_monthly_donation_that_fails_is_past_due(client, sandbox):
    session = monthly(client)
    sandbox.complete(session.id, email=EMAIL, card="asynchronous")
    sandbox.settle(session.id, succeeds=False)
    session = again(client, session, "subscription.latest_invoice")
    assert session.subscription.status == "past_due"
    assert session.subscription.latest_invoice.status == "open"


def test_a_new_card_is_saved_for_the_customer_and_used_when_told_to(client, sandbox):
    subscription = subscribe(sandbox, client, card="fails_later")
    session = new_card(client, subscription.customer, setup_intent_data={"metadata": {"a": "b"}})
    sandbox.complete(session.id, email=EMAIL)
    session = again(client, session, "setup_intent.payment_method")
    assert session.payment_status == "no_payment_required"
    assert session.setup_intent.metadata.to_dict() == {"a": "b"}
    method = session.setup_intent.payment_method
    assert method.customer == subscription.customer
    assert method.card.last4 == "4242"
    kept = client.subscriptions.retrieve(subscription.id)
    assert kept.default_payment_method == subscription.default_payment_method
    client.subscriptions.update(subscription.id, {"default_payment_method": method.id})
    sandbox.advance(days=31)
    assert client.subscriptions.retrieve(subscription.id).status == "active"


def test_a_new_card_that_is_declined_is_not_saved(client, sandbox):
    subscription = subscribe(sandbox, client)
    session = new_card(client, subscription.customer)
    with pytest.raises(CardDeclined):
        sandbox.complete(session.id, email=EMAIL, card="declined")
    intent = again(client, session, "setup_intent").setup_intent
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert intent.last_setup_error.code == "card_declined"


def test_a_card_for_a_customer_who_is_gone_is_not_taken(client, sandbox):
    subscription = subscribe(sandbox, client)
    session = new_card(client, subscription.customer)
    client.customers.delete(subscription.customer)
    with pytest.raises(SessionClosed):
        sandbox.complete(session.id, email=EMAIL)


def test_a_session_expires_by_itself(client, sandbox):
    session = monthly(client, expires_at=NOON + 1800)
    sandbox.advance(seconds=1799)
    assert again(client, session).status == "open"
    sandbox.advance(seconds=1)
    assert again(client, session).status == "expired"
    assert types(sandbox)[-1] == "checkout.session.expired"
    with pytest.raises(SessionClosed):
        sandbox.complete(session.id, email=EMAIL)


def test_a_session_can_be_expired_while_it_is_open(client, sandbox):
    session = monthly(client)
    assert client.checkout.sessions.expire(session.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError):
        client.checkout.sessions.expire(session.id)


def refused(client, begin, **others):
    with pytest.raises(stripe.InvalidRequestError) as error:
        begin(client, **others)
    assert error.value.http_status == 400
    return error.value


PRICE = {"currency": "eur", "unit_amount": 1000, "product": "donation"}


@pytest.mark.parametrize(
    ("others", "param"),
    [
        ({"expires_at": NOON + 1799}, "expires_at"),
        ({"expires_at": NOON + 86_401}, "expires_at"),
        ({"success_url": "/thanks/"}, "success_url"),
        ({"setup_intent_data": {"description": "x"}}, "setup_intent_data"),
        ({"payment_intent_data": {"description": "x"}}, "payment_intent_data"),
        ({"customer": "cus_unknown"}, "customer"),
        ({"client_reference_id": "x" * 201}, "client_reference_id"),
        ({"metadata": {"k" * 41: "v"}}, f"metadata[{'k' * 41}]"),
        ({"line_items": []}, "line_items"),
        ({"line_items": [{"price_data": PRICE, "quantity": 1}]}, "line_items"),
    ],
)
def test_what_stripe_refuses_is_refused(client, others, param):
    error = refused(client, monthly, **others)
    assert error.param == param


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"unit_amount": -1}, "unit_amount", "parameter_invalid_integer"),
        ({"unit_amount": 49}, None, "amount_too_small"),
        ({"currency": "pln", "unit_amount": 199}, None, "amount_too_small"),
        ({"unit_amount": 100_000_000}, "unit_amount", "amount_too_large"),
        ({"currency": "xxx"}, "currency", None),
        ({"product": "unknown"}, "product", "resource_missing"),
    ],
)
def test_a_price_that_stripe_refuses_is_refused(client, change, param, code):
    items = [{"price_data": {**PRICE, **change}, "quantity": 1}]
    error = refused(client, once, line_items=items)
    assert error.code == code
    if param:
        assert error.param == f"line_items[0][price_data][{param}]"


def test_a_payment_is_never_of_a_recurring_price(client):
    price = {**PRICE, "recurring": {"interval": "month"}}
    refused(client, once, line_items=[{"price_data": price, "quantity": 1}])


@pytest.mark.parametrize("suffix", ["<donation>", "1234", "помощь", "x" * 23])
def test_a_statement_descriptor_is_short_and_latin(client, suffix):
    refused(client, once, payment_intent_data={"statement_descriptor_suffix": suffix})


def test_a_statement_descriptor_reaches_the_charge(client, sandbox):
    data = {"statement_descriptor_suffix": "DONATION 1"}
    intent = pay(sandbox, client, payment_intent_data=data)
    charge = client.charges.retrieve(intent.latest_charge)
    assert charge.statement_descriptor_suffix == "DONATION 1"


def test_products_have_ids_of_their_own(client):
    monthly(client)
    with pytest.raises(stripe.InvalidRequestError) as error:
        client.products.create({"id": "donation", "name": "Again"})
    assert error.value.code == "resource_already_exists"
