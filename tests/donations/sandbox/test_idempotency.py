import json
import os

import pytest
import stripe

from donations.sandbox import SandboxTimeout, SandboxUnreachable
from donations.sandbox.idempotency import holder_here
from tests.donations.sandbox.stripe_client import (
    client_of,
    ensure_product,
    monthly,
    pay,
    subscribe,
    types,
)

HEADERS = {"Authorization": "Bearer sk_test_1"}


def post(sandbox, key, body="name=Donation", path="/v1/products"):
    content, status, headers = sandbox.request(
        "post", f"https://api.stripe.com{path}", {**HEADERS, "Idempotency-Key": key}, body
    )
    return json.loads(content), status, headers


def test_the_same_key_gets_the_same_answer_and_nothing_is_done_twice(sandbox):
    first, _status, headers = post(sandbox, "k1")
    again, status, replayed = post(sandbox, "k1")
    assert (again, status) == (first, 200)
    assert "Idempotent-Replayed" not in headers
    assert replayed["Idempotent-Replayed"] == "true"
    assert replayed["Original-Request"] == headers["Request-Id"]
    assert types(sandbox) == ["product.created"]


def test_the_same_key_with_other_parameters_is_refused(sandbox):
    post(sandbox, "k1")
    error, status, _headers = post(sandbox, "k1", "name=Other")
    assert (status, error["error"]["type"]) == (400, "idempotency_error")
    error, status, _headers = post(sandbox, "k1", "name=Donation", "/v1/refunds")
    assert (status, error["error"]["type"]) == (400, "idempotency_error")


def test_the_sdk_knows_the_error(sandbox):
    client = client_of(sandbox)
    options = {"idempotency_key": "k1"}
    client.products.create({"name": "Donation"}, options)
    with pytest.raises(stripe.IdempotencyError):
        client.products.create({"name": "Other"}, options)


def test_a_refusal_is_remembered_too_but_not_that_of_a_wrong_parameter(sandbox):
    client = client_of(sandbox)
    client.products.create({"id": "taken", "name": "Donation"})
    assert post(sandbox, "k1", "id=taken&name=x")[1] == 400
    assert "Idempotent-Replayed" in post(sandbox, "k1", "id=taken&name=x")[2]
    assert post(sandbox, "k2", "colour=red")[1] == 400
    assert post(sandbox, "k2", "name=Donation")[1] == 200


def test_a_declined_charge_is_remembered_and_not_tried_again(sandbox):
    client = client_of(sandbox)
    subscription = subscribe(sandbox, client, card="fails_later")
    sandbox.advance(days=32)
    invoice = client.subscriptions.retrieve(subscription.id).latest_invoice
    sandbox.renew_card(subscription.customer)
    types(sandbox)
    for _attempt in range(2):
        with pytest.raises(stripe.CardError):
            client.invoices.pay(invoice, {}, {"idempotency_key": "pay-1"})
    assert types(sandbox).count("charge.failed") == 1


def test_a_key_is_forgotten_after_a_day(sandbox):
    first = post(sandbox, "k1")[0]
    sandbox.advance(seconds=86_399)
    assert post(sandbox, "k1")[0] == first
    sandbox.advance(seconds=1)
    assert post(sandbox, "k1")[0]["id"] != first["id"]


def test_a_key_that_is_too_long_is_refused(sandbox):
    assert post(sandbox, "k" * 255)[1] == 200
    assert post(sandbox, "k" * 256)[1] == 400


def in_flight(sandbox, holder):
    post(sandbox, "k1")
    with sandbox.work() as work:
        work.connection.execute("UPDATE keys SET status = NULL, holder = ?", (holder,))


def test_a_key_that_is_in_use_is_a_conflict(sandbox):
    in_flight(sandbox, holder_here())
    error, status, _headers = post(sandbox, "k1")
    assert (status, error["error"]["code"]) == (409, "idempotency_key_in_use")


def test_a_key_that_a_killed_process_held_is_free(sandbox):
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)
    in_flight(sandbox, str(pid))
    assert post(sandbox, "k1")[1] == 200


def test_a_key_is_free_again_after_a_failure_of_the_sandbox_itself(sandbox, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("donations.sandbox.shapes.product", None)
        with pytest.raises(TypeError):
            post(sandbox, "k1")
    assert post(sandbox, "k1")[1] == 200


def test_reading_needs_no_key_and_keeps_none(sandbox):
    headers = {**HEADERS, "Idempotency-Key": "k1"}
    for _time in range(2):
        answer = sandbox.request("get", "/v1/events", headers, None)
        assert "Idempotent-Replayed" not in answer[2]


# Faults on demand


def test_a_timeout_before_executes_nothing(sandbox):
    sandbox.faults.add("timeout_before", "POST /v1/products")
    with pytest.raises(SandboxTimeout):
        post(sandbox, "k1")
    assert types(sandbox) == []
    assert "Idempotent-Replayed" not in post(sandbox, "k1")[2]


def test_a_timeout_after_executes_and_the_same_key_finds_out(sandbox):
    sandbox.faults.add("timeout_after", "POST /v1/products")
    with pytest.raises(SandboxTimeout):
        post(sandbox, "k1")
    assert types(sandbox) == ["product.created"]
    assert post(sandbox, "k1")[2]["Idempotent-Replayed"] == "true"
    assert types(sandbox) == []


def test_no_connection_is_an_error_of_its_own(sandbox):
    sandbox.faults.add("connection")
    with pytest.raises(SandboxUnreachable):
        post(sandbox, "k1")
    assert issubclass(SandboxUnreachable, ConnectionError)
    assert issubclass(SandboxTimeout, ConnectionError)
    assert not issubclass(SandboxTimeout, SandboxUnreachable)


def test_the_sdk_tries_again_with_the_same_key(sandbox, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    client = client_of(sandbox, retries=2)
    sandbox.faults.add("timeout_after", "POST /v1/products")
    sandbox.faults.add("connection", "POST /v1/products")
    product = client.products.create({"name": "Donation"})
    assert [event.data.object["id"] for event in client.events.list().data] == [product.id]


@pytest.mark.parametrize(("fault", "done"), [("500", []), ("500_after", ["product.created"])])
def test_a_failure_is_remembered_under_its_key(sandbox, fault, done):
    sandbox.faults.add(fault, "POST /v1/products")
    assert post(sandbox, "k1")[1] == 500
    assert types(sandbox) == done
    again = post(sandbox, "k1")
    assert (again[1], again[2]["Idempotent-Replayed"]) == (500, "true")
    assert post(sandbox, "k2")[1] == 200


def test_a_failure_that_is_remembered_is_not_tried_again_by_the_sdk(sandbox):
    sandbox.faults.add("500")
    with pytest.raises(stripe.APIError):
        client_of(sandbox, retries=2).products.create({"name": "Donation"})
    assert len(sandbox.log) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [("429", stripe.RateLimitError), ("503", stripe.APIError), ("409", stripe.APIError)],
)
def test_what_was_turned_away_is_not_remembered(sandbox, fault, error):
    client = client_of(sandbox)
    sandbox.faults.add(fault, "POST /v1/products")
    with pytest.raises(error):
        client.products.create({"name": "Donation"}, {"idempotency_key": "k1"})
    assert types(sandbox) == []
    client.products.create({"name": "Donation"}, {"idempotency_key": "k1"})


def test_a_bank_declines_on_demand(sandbox):
    client = client_of(sandbox)
    subscription = subscribe(sandbox, client, card="fails_later")
    sandbox.advance(days=32)
    invoice = client.subscriptions.retrieve(subscription.id).latest_invoice
    sandbox.faults.add("decline", "POST /v1/invoices")
    with pytest.raises(stripe.CardError) as error:
        client.invoices.pay(invoice)
    assert error.value.error.decline_code == "generic_decline"
    intent = pay(sandbox, client)
    sandbox.faults.add("decline", "POST /v1/refunds")
    with pytest.raises(stripe.CardError):
        client.refunds.create({"payment_intent": intent.id})
    assert client.refunds.list().data == []


def test_a_fault_strikes_what_it_matches_so_often_and_no_more(sandbox):
    client = client_of(sandbox)
    sandbox.faults.add("429", "POST /v1/sub*/cancel", times=5)
    sandbox.faults.add("429", "GET /v1/events", times=2)
    monthly(client)
    for _time in range(2):
        with pytest.raises(stripe.RateLimitError):
            client.events.list()
    client.events.list()
    assert sandbox.faults.waiting() == [("429", "POST /v1/sub*/cancel", 5)]
    sandbox.faults.clear()
    assert sandbox.faults.waiting() == []


def test_there_is_no_unknown_fault(sandbox):
    with pytest.raises(ValueError, match="earthquake"):
        sandbox.faults.add("earthquake")


def test_the_log_tells_what_was_asked(sandbox):
    client = client_of(sandbox)
    ensure_product(client)
    client.products.create({"name": "Other", "metadata": {"a": "b"}}, {"idempotency_key": "ours-1"})
    call = sandbox.log[-1]
    assert (call.method, call.path, call.key, call.status) == (
        "POST",
        "/v1/products",
        "ours-1",
        200,
    )
    assert call.params == {"name": "Other", "metadata": {"a": "b"}}
    assert [call.status for call in sandbox.log[:2]] == [404, 200]
