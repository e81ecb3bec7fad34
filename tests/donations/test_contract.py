import copy
import json
from decimal import Decimal

import pytest
import stripe

from donations.sandbox import Sandbox, shapes
from tests.donations.contract import (
    ContractViolation,
    checked_answers,
    checked_requests,
    checked_sandbox,
)
from tests.donations.request_contract import check_request, operation, operations
from tests.donations.sandbox.stripe_client import client_of, frozen, monthly, subscribe

SESSION = {
    "mode": "subscription",
    "submit_type": "donate",
    "locale": "ru",
    "client_reference_id": "a1",
    "expires_at": 1_790_000_000,
    "line_items": [
        {
            "price_data": {
                "currency": "eur",
                "unit_amount": 1000,
                "product": "donation",
                "recurring": {"interval": "month"},
            },
            "quantity": 1,
        }
    ],
    "subscription_data": {"metadata": {"ours": "1"}},
    "success_url": "https://example.org/",
    "expand": ["subscription"],
}
ITEM = {
    "id": "si_1",
    "price_data": {
        "currency": "eur",
        "product": "donation",
        "recurring": {"interval": "month"},
        "unit_amount": 500,
    },
}
GOOD = [
    ("post", "/v1/checkout/sessions", SESSION),
    ("post", "/v1/checkout/sessions/cs_test_1/expire", {}),
    ("get", "/v1/checkout/sessions/cs_test_1", {"expand": ["subscription"]}),
    ("post", "/v1/subscriptions/sub_1", {"items": [ITEM], "proration_behavior": "none"}),
    ("post", "/v1/subscriptions/sub_1", {"cancel_at_period_end": True}),
    ("post", "/v1/subscriptions/sub_1", {"pause_collection": ""}),
    ("post", "/v1/subscriptions/sub_1", {"pause_collection": {"behavior": "void"}}),
    ("post", "/v1/subscriptions/sub_1", {"description": "any words"}),
    ("post", "/v1/subscriptions/sub_1", {"metadata": {"a": "b"}}),
    ("delete", "/v1/subscriptions/sub_1", {"cancellation_details": {"comment": "why"}}),
    ("delete", "/v1/subscriptions/sub_1", None),
    ("get", "/v1/subscriptions", {"status": "all", "created": {"gte": 1}}),
    ("get", "/v1/subscriptions", {"created": 1}),
    ("get", "/v1/subscriptions/search", {"query": "status:'active'"}),
    ("get", "/v1/events", {"types": ["invoice.paid"], "created": {"gte": 1}, "limit": 100}),
    ("post", "/v1/invoices/in_1/pay", {"off_session": True}),
    ("post", "/v1/products", {"name": "Donation", "id": "donation"}),
    ("post", "/v1/refunds", {"payment_intent": "pi_1", "reason": "requested_by_customer"}),
]


@pytest.mark.parametrize(("method", "path", "params"), GOOD)
def test_a_right_request_passes(method, path, params):
    assert check_request(method, path, params).method == method


def planted(where, value):
    """The good session with one thing changed, or taken out when the value is `...`."""
    params = copy.deepcopy(SESSION)
    *way, last = where
    place = params
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return params


PRICE = ("line_items", 0, "price_data")
WRONG = {
    "unknown key": (("payment_method_types",), ["card"]),
    "unknown key four levels down": ((*PRICE, "recurring", "every"), "month"),
    "unknown key in a list": (("line_items", 0, "amount"), 1000),
    "wrong enum": (("submit_type",), "donation"),
    "wrong enum four levels down": ((*PRICE, "recurring", "interval"), "monthly"),
    "wrong locale": (("locale",), "ru-RU"),
    "float for an integer": ((*PRICE, "unit_amount"), 10.0),
    "text for an integer": ((*PRICE, "unit_amount"), "1000"),
    "truth for an integer": (("line_items", 0, "quantity"), True),
    "decimal for an integer": ((*PRICE, "unit_amount"), Decimal(10)),
    "number for text": (("client_reference_id",), 17),
    "number in metadata": (("subscription_data", "metadata", "ours"), 1),
    "missing field": ((*PRICE, "currency"), ...),
    "missing field four levels down": ((*PRICE, "recurring", "interval"), ...),
    "nothing for text": (("cancel_url",), None),
    "dictionary for a list": (("line_items",), {"0": SESSION["line_items"][0]}),
    "tuple for a list": (("expand",), ("subscription",)),
    "list for a dictionary": (("subscription_data",), []),
    "option among parameters": (("idempotency_key",), "k"),
    "product data beside a subscription’s": (("subscription_data", "product_data"), {}),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_planted_fault_in_a_request_is_caught(fault):
    with pytest.raises(ContractViolation):
        check_request("post", "/v1/checkout/sessions", planted(*WRONG[fault]))


@pytest.mark.parametrize(
    ("method", "path", "params"),
    [
        ("post", "/v1/subscriptions/sub_1", {"pause_collection": {"resumes_at": 1}}),
        ("post", "/v1/subscriptions/sub_1", {"proration_behavior": ""}),
        (
            "post",
            "/v1/subscriptions/sub_1",
            {"items": [{"price_data": {**ITEM["price_data"], "product_data": {"name": "x"}}}]},
        ),
        ("get", "/v1/subscriptions", {"status": "cancelled"}),
        ("get", "/v1/subscriptions", {"created": {"from": 1}}),
        ("get", "/v1/subscriptions", {"limit": "10"}),
        ("get", "/v1/events", {"types": "invoice.paid"}),
        ("delete", "/v1/subscriptions/sub_1", {"at_period_end": True}),
        ("delete", "/v1/customers/cus_1", {"reason": "forget"}),
        ("post", "/v1/products", {"id": "donation"}),
        ("post", "/v1/charges/ch_1/cancel", {}),
        ("patch", "/v1/subscriptions/sub_1", {}),
        ("post", "/v1/subscriptions/sub_1/stop", {}),
    ],
)
def test_a_wrong_request_of_any_kind_is_caught(method, path, params):
    with pytest.raises(ContractViolation):
        check_request(method, path, params)


def test_what_is_wrong_is_said_with_its_place_and_without_its_value():
    with pytest.raises(ContractViolation, match=r"line_items\.0\.price_data\.unit_amount") as said:
        check_request("post", "/v1/checkout/sessions", planted((*PRICE, "unit_amount"), 12.345))
    assert "12.345" not in str(said.value)


def test_an_unknown_option_is_caught():
    with pytest.raises(ContractViolation):
        check_request("get", "/v1/events", {}, {"idempotency": "k"})


def test_the_index_knows_every_operation_of_the_sdk():
    known = {(one.method, one.template) for one in operations()}
    assert len(known) > 500
    assert operation("get", "/v1/subscriptions/search").name == "SubscriptionService.search"
    assert operation("get", "/v1/subscriptions/sub_1").name == "SubscriptionService.retrieve"


def test_requests_are_checked_on_their_way_and_the_breach_is_told_again_at_the_end():
    client = client_of(frozen())
    with pytest.raises(ContractViolation, match="no_such_thing"):  # noqa: SIM117
        with checked_requests():
            with pytest.raises(ContractViolation):
                client.events.list({"no_such_thing": 1})


def test_requests_of_objects_and_of_further_pages_are_checked_too():
    sandbox = frozen()
    client = client_of(sandbox)
    with checked_requests() as asked:
        subscription = subscribe(sandbox, client)
        for _event in client.events.list({"limit": 2}).auto_paging_iter():
            pass
        subscription.cancel()
    names = [one.name for one in asked]
    assert names.count("EventService.list") > 5
    assert names[-1] == "SubscriptionService.cancel"


def test_a_right_answer_passes():
    sandbox = frozen()
    assert checked_answers(raw(sandbox, monthly(client_of(sandbox)).id))["mode"] == "subscription"


def raw(sandbox, session):
    headers = {"Authorization": "Bearer sk_test_1"}
    url = f"/v1/checkout/sessions/{session}?expand[0]=line_items&expand[1]=subscription"
    content, status, _headers = sandbox.request("get", url, headers, None)
    assert status == 200
    return content


WRONG_ANSWERS = {
    "unknown field": ("checkout.session", lambda it: it.update(paid=True)),
    "field of an older version": ("invoice", lambda it: it.update(subscription="sub_1")),
    "unknown field of a nested class": (
        "subscription",
        lambda it: it["cancellation_details"].update(why="x"),
    ),
    "unknown field in a list": (
        "subscription",
        lambda it: it["items"]["data"][0].update(amount=1),
    ),
    "unknown field five levels down": (
        "subscription",
        lambda it: it["items"]["data"][0]["price"]["recurring"].update(times=1),
    ),
    "text for a number": ("subscription", lambda it: it.update(created="now")),
    "float for a number": ("invoice", lambda it: it.update(amount_paid=10.0)),
    "truth for a number": ("invoice", lambda it: it.update(amount_paid=True)),
    "number for a decimal": (
        "subscription",
        lambda it: it["items"]["data"][0]["price"].update(unit_amount_decimal=10),
    ),
    "nothing where there is always something": ("subscription", lambda it: it.update(status=None)),
    "missing field": ("subscription", lambda it: it.pop("start_date")),
    "missing field in a list": (
        "subscription",
        lambda it: it["items"]["data"][0].pop("current_period_end"),
    ),
    "unknown state": ("subscription", lambda it: it.update(status="happy")),
    "unknown event": ("event", lambda it: it.update(type="invoice.payed")),
    "wrong object in an event": ("event", lambda it: it["data"]["object"].update(extra=1)),
    "attributes that the object doesn’t have": (
        "event",
        lambda it: it["data"].update(previous_attributes={"extra": 1}),
    ),
    "other object expanded": (
        "subscription",
        lambda it: it.update(customer={"object": "product", "id": "prod_1"}),
    ),
    "unknown object": ("subscription", lambda it: it.update(object="donation")),
    "no list where there is one": ("subscription", lambda it: it.update(items=[])),
    "error with an unknown field": (
        "subscription",
        lambda it: it.update(error={"type": "api_error", "reason": "x"}),
    ),
}


@pytest.fixture(scope="module")
def documents():
    """One of each kind, as the sandbox answers."""
    sandbox = frozen()
    client = client_of(sandbox)
    subscription = subscribe(sandbox, client)
    session = client.checkout.sessions.list().data[0]
    expanded = {"expand": ["customer", "latest_invoice.payments"]}
    found = {
        "checkout.session": session,
        "subscription": client.subscriptions.retrieve(subscription.id, expanded),
        "invoice": client.invoices.list().data[0],
        "event": client.events.list({"type": "customer.subscription.updated"}).data[0],
    }
    return {name: json.dumps(it.to_dict(for_json=True)) for name, it in found.items()}


@pytest.mark.parametrize("name", ["checkout.session", "subscription", "invoice", "event"])
def test_answers_of_the_sandbox_pass(documents, name):
    checked_answers(documents[name])


@pytest.mark.parametrize("fault", WRONG_ANSWERS)
def test_a_planted_fault_in_an_answer_is_caught(documents, fault):
    name, plant = WRONG_ANSWERS[fault]
    document = json.loads(documents[name])
    plant(document)
    with pytest.raises(ContractViolation):
        checked_answers(json.dumps(document))


def test_a_state_that_is_unknown_on_purpose_can_be_let_through(documents):
    document = json.loads(documents["subscription"])
    document["status"] = "happy"
    checked_answers(json.dumps(document), but={"subscription.status"})


def test_the_sandbox_is_checked_as_it_answers(monkeypatch):
    honest = shapes.product
    monkeypatch.setattr(shapes, "product", lambda *a: {**honest(*a), "colour": "red"})
    with pytest.raises(ContractViolation, match="colour"), checked_sandbox():
        client_of(Sandbox()).products.create({"name": "Donation"})


def test_errors_are_checked_by_the_sdk_too():
    with checked_sandbox(), pytest.raises(stripe.InvalidRequestError):
        client_of(frozen()).subscriptions.retrieve("sub_unknown")
