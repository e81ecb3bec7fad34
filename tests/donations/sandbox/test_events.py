import itertools
import json
import random
import time

import pytest
import stripe

from donations.sandbox import API_VERSION, Sandbox, sign
from donations.sandbox.current import HEARD
from donations.webhooks import SYNCED
from tests.donations.sandbox.stripe_client import NOON, client_of, pay, subscribe, types

SECRET = "whsec_sandbox"
DAY = 86_400


def post(body, signature):
    stripe.Webhook.construct_event(body, signature, SECRET)
    return 200


def test_the_signature_is_stripes_own():
    payload = '{"name": "Жанна"}'
    for moment in (1, 1_790_000_000, int(time.time())):
        ours = sign(payload.encode(), SECRET, moment)
        theirs = stripe.WebhookSignature.generate_signature_header(
            payload, SECRET, timestamp=moment
        )
        assert ours == theirs
    assert stripe.WebhookSignature.verify_header(payload, sign(payload.encode(), SECRET), SECRET, 5)


def test_an_event_is_signed_now_whatever_the_sandbox_s_clock_says(sandbox, client):
    pay(sandbox, client)
    [*_others, last] = sandbox.undelivered()
    event = stripe.Webhook.construct_event(last.body, last.signature, SECRET, tolerance=60)
    assert event.id == last.event_id
    assert event.created == NOON


def test_an_event_carries_its_object_as_it_was_then(sandbox, client):
    subscription = subscribe(sandbox, client)
    client.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    client.subscriptions.update(subscription.id, {"cancel_at_period_end": False})
    updates = [
        json.loads(one.body)
        for one in sandbox.undelivered()
        if one.type == "customer.subscription.updated"
    ]
    flags = [event["data"]["object"]["cancel_at_period_end"] for event in updates]
    assert flags == [False, True, False]
    assert updates[1]["data"]["previous_attributes"]["cancel_at_period_end"] is False
    assert updates[1]["api_version"] == API_VERSION
    assert updates[1]["livemode"] is False


def test_an_event_names_the_request_that_caused_it(sandbox, client):
    client.products.create({"name": "Donation"}, {"idempotency_key": "ours"})
    [one] = sandbox.undelivered()
    request = json.loads(one.body)["request"]
    assert request == {"id": sandbox.log[-1].id, "idempotency_key": "ours"}
    subscribe(sandbox, client)
    sandbox.advance(days=32)
    last = json.loads(sandbox.undelivered()[-1].body)
    assert last["request"] == {"id": None, "idempotency_key": None}


def test_the_events_we_listen_to_are_those_the_endpoint_is_made_for():
    assert set(HEARD) == set(SYNCED)


def test_an_endpoint_hears_what_it_was_made_for():
    sandbox = Sandbox(now=NOON, events=["invoice.paid"])
    client = client_of(sandbox)
    subscribe(sandbox, client)
    assert types(sandbox) == ["invoice.paid"]
    assert len(client.events.list().data) == 10


def test_events_are_listed_by_type_for_thirty_days(sandbox, client):
    subscribe(sandbox, client)
    listed = client.events.list({"types": ["invoice.paid", "customer.created"]})
    assert [event.type for event in listed.data] == ["invoice.paid", "customer.created"]
    assert client.events.list({"type": "invoice.paid"}).data[0].id == listed.data[0].id
    assert client.events.list({"created": {"gte": NOON + 1}}).data == []
    with pytest.raises(stripe.InvalidRequestError):
        client.events.list({"types": ["invoice.paid"] * 21})
    sandbox.advance(days=30)
    assert client.events.retrieve(listed.data[0].id).type == "invoice.paid"
    sandbox.advance(days=1)
    assert client.events.list({"types": ["customer.created"]}).data == []
    with pytest.raises(stripe.InvalidRequestError):
        client.events.retrieve(listed.data[0].id)


def test_what_was_delivered_is_not_delivered_again(sandbox, client):
    pay(sandbox, client)
    count = len(sandbox.undelivered())
    assert sandbox.deliver_all(post) == count
    assert sandbox.undelivered() == []
    assert sandbox.deliver_all(post) == 0
    assert client.events.list().data[0].pending_webhooks == 0


def test_what_failed_is_tried_again_later_and_given_up_after_three_days(sandbox, client):
    client.products.create({"name": "Donation"})
    attempts = []
    while sandbox.now < NOON + 4 * DAY:
        for one in sandbox.undelivered():
            attempts.append(sandbox.now - NOON)
            assert one.attempt == len(attempts)
            sandbox.mark_failed(one.event_id)
        sandbox.advance(seconds=5 if sandbox.now < NOON + 3600 else 1800)
    assert attempts[0] == 0
    gaps = [after - before for before, after in itertools.pairwise(attempts)]
    assert gaps == sorted(gaps)
    assert 6 < len(attempts) < 20
    assert 2 * DAY < attempts[-1] <= 3 * DAY


def test_a_given_up_event_can_be_sent_by_hand(sandbox, client):
    client.products.create({"name": "Donation"})
    [one] = sandbox.undelivered()
    sandbox.mark_failed(one.event_id)
    sandbox.advance(days=4)
    assert sandbox.undelivered() == []
    sandbox.deliver_again(one.event_id)
    assert [again.event_id for again in sandbox.undelivered()] == [one.event_id]


def test_deliveries_come_repeated_shuffled_and_with_gaps(sandbox, client):
    subscribe(sandbox, client)
    expected = [one.event_id for one in sandbox.undelivered()]
    arrived = []

    def take(body, signature):
        arrived.append(json.loads(body))
        return post(body, signature)

    taken = sandbox.deliver_all(
        take, shuffle=random.Random(4), repeat=2, lose=lambda kind: kind == "invoice.paid"
    )
    names = [event["id"] for event in arrived]
    assert taken == len(names) == 2 * (len(expected) - 1)
    assert "invoice.paid" not in {event["type"] for event in arrived}
    assert names != sorted(names, key=expected.index)
    assert {names.count(name) for name in names} == {2}


def test_events_that_come_up_during_the_delivery_are_delivered_too(sandbox, client):
    subscription = subscribe(sandbox, client)
    seen = []

    def take(body, signature):
        event = json.loads(body)
        seen.append(event["type"])
        if event["type"] == "checkout.session.completed":
            client.subscriptions.cancel(subscription.id)
        return 200

    sandbox.deliver_all(take)
    assert seen[-1] == "customer.subscription.deleted"


def test_an_endpoint_that_fails_hears_again_later(sandbox, client):
    pay(sandbox, client)
    count = len(sandbox.undelivered())
    assert sandbox.deliver_all(lambda body, signature: 500) == 0
    assert sandbox.undelivered() == []
    sandbox.advance(seconds=60)
    assert sandbox.deliver_all(post) == count
