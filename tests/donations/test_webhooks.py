"""What arrives at /webhooks/stripe/: only Stripe's own word counts, once, whatever it is about."""

import json
import logging
import threading
import time

import pytest
import stripe
from django.db import connection, connections

from donations import gateway, remote, webhooks
from donations.models import Event, Payment, Subscription

pytestmark = pytest.mark.django_db
PATH = "/webhooks/stripe/"


def event(**changes):
    whole = {
        "id": "evt_1", "object": "event", "type": "customer.subscription.updated",
        "api_version": gateway.API_VERSION, "livemode": False, "created": 1,
        "data": {"object": {"id": "sub_1", "object": "subscription"}},
    }  # fmt: skip
    return json.dumps(whole | changes)


def signed(body, secret=gateway.SANDBOX_SECRET, moment=None):
    return stripe.WebhookSignature.generate_signature_header(body, secret, moment)


def post(client, body, signature=None):
    signature = signed(body) if signature is None else signature
    headers = {"Stripe-Signature": signature}
    return client.post(PATH, body, "application/json", headers=headers).status_code


def jobs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs")
        return cursor.fetchall()


def test_a_signed_event_is_noted_and_looked_into_by_a_job(client):
    assert post(client, event()) == 200
    row = Event.objects.get()
    assert (row.stripe_id, row.object_id, row.state) == ("evt_1", "sub_1", "waiting")
    assert [name for name, _args in jobs()] == ["donations.process_event"]


def test_the_same_event_twice_is_one_row_and_one_job(client):
    assert [post(client, event()) for _time in range(3)] == [200, 200, 200]
    assert Event.objects.count() == len(jobs()) == 1


def test_a_rollback_takes_event_and_job_back(client, monkeypatch):
    class Broken(Exception):
        pass

    def broken(*_args, **_kwargs):
        raise Broken

    monkeypatch.setattr("procrastinate.jobs.JobDeferrer.defer", broken)
    client.raise_request_exception = False
    assert post(client, event()) == 500
    assert not Event.objects.exists()
    assert not jobs()


@pytest.mark.django_db(transaction=True)
def test_the_same_event_at_the_same_moment_is_one_row_and_one_job():
    happened = remote.Event("evt_1", "invoice.paid", "in_1", 1)
    start = threading.Barrier(4)
    news = []

    def receive():
        start.wait()
        try:
            news.append(webhooks.receive(happened))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=receive) for _each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(news) == [False, False, False, True]
    assert Event.objects.count() == len(jobs()) == 1


NOW = int(time.time())
FORGED = {
    "no signature": (event(), ""),
    "another secret": (event(), signed(event(), "whsec_other")),
    "another body": (event(), signed(event(id="evt_2"))),
    "stale": (event(), signed(event(), moment=NOW - 400)),
    "from the future": (event(), signed(event(), moment=NOW + 4000)),
    "no ascii": (event(), "t=1,v1=é"),
    "rubbish": (event(), "v1=,t=x,=,"),
    "a time without end": (event(), "t=" + "9" * 5000 + ",v1=0"),
    "no t": (event(), "v1=" + "0" * 64),
    "not UTF-8": (b"\xff\xfe{}", "t=1,v1=0"),
    "a list": ("[]", signed("[]")),
    "a number": ("7", signed("7")),
    "nothing": ("", signed("")),
    "no JSON": ("{", signed("{")),
    "null": ("null", signed("null")),
    "thin": (event(object="v2.core.event"), signed(event(object="v2.core.event"))),
    "live": (event(livemode=True), signed(event(livemode=True))),
    "another version": (event(api_version="2020-08-27"), signed(event(api_version="2020-08-27"))),
    "no version": (event(api_version=None), signed(event(api_version=None))),
    "no id": (event(id=None), signed(event(id=None))),
    "no data": (event(data=None), None),
}


@pytest.mark.parametrize("name", [name for name in FORGED if name != "no data"])
def test_what_stripe_did_not_sign_for_us_just_now_is_refused_without_a_trace(client, caplog, name):
    caplog.set_level(logging.DEBUG)
    body, signature = FORGED[name]
    assert post(client, body, signature) == 400
    assert not Event.objects.exists()
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


def test_a_body_that_is_no_utf_8_is_refused_also_when_it_is_signed(client):
    import hashlib
    import hmac

    body = b'{"id": "\xff"}'
    digest = hmac.new(
        gateway.SANDBOX_SECRET.encode(), b"%d." % NOW + body, hashlib.sha256
    ).hexdigest()
    assert post(client, body, f"t={NOW},v1={digest}") == 400


def test_two_secrets_hold_while_one_replaces_the_other(client, settings):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_SANDBOX = "sk_test_x", False
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", "whsec_old"]
    for number, secret in enumerate(("whsec_new", "whsec_old")):
        body = event(id=f"evt_{number}")
        assert post(client, body, signed(body, secret)) == 200
    assert post(client, event(id="evt_3"), signed(event(id="evt_3"), gateway.SANDBOX_SECRET)) == 400


def test_a_live_key_takes_live_events_only(client, settings):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_SANDBOX = "rk_live_x", False
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_x"]
    live, test = event(livemode=True), event(id="evt_2")
    assert post(client, live, signed(live, "whsec_x")) == 200
    assert post(client, test, signed(test, "whsec_x")) == 400


def test_without_sandbox_and_secret_nothing_is_believed(client, settings):
    settings.STRIPE_SANDBOX = False
    assert post(client, event()) == 400


def test_nobody_reads_here(client):
    assert client.get(PATH).status_code == 405


def test_an_unknown_type_is_kept_and_flagged(client):
    assert post(client, event(type="invoice.sang_a_song")) == 200
    row = Event.objects.get()
    webhooks.process(row)
    row.refresh_from_db()
    assert (row.state, row.note) == (Event.State.FLAGGED, "a type we don't know")


def test_an_event_about_nothing_is_kept_and_flagged(client, monkeypatch):
    monkeypatch.setattr(gateway, "event", lambda pk: remote.Event(pk, "invoice.paid", "", 1))
    body = event(data={"object": {"object": "balance"}}, type="invoice.paid")
    assert post(client, body) == 200
    webhooks.process(Event.objects.get())
    assert Event.objects.get().state == Event.State.FLAGGED


def test_a_body_with_a_name_and_an_address_leaves_neither(client):
    whole = {"id": "cs_1", "customer_details": {"email": "anna@example.org", "name": "Anna Donor"}}
    assert post(client, event(data={"object": whole})) == 200
    row = Event.objects.values().get()
    assert "anna" not in str(row).lower()
    assert "anna" not in str(jobs()).lower()


def test_an_unknown_status_is_kept_raw_and_flagged(play):
    play.give()
    play.stripe.change_status(play.subscription().stripe_id, "hibernating")
    play.hear()
    row = play.subscription()
    assert (row.state, row.stripe_status) == (Subscription.State.UNKNOWN, "hibernating")
    assert Event.objects.filter(state=Event.State.FLAGGED, note="status hibernating").exists()
    play.stripe.change_status(row.stripe_id, "active")
    play.hear()
    assert play.subscription().state == Subscription.State.ACTIVE


def test_paid_before_completed(play):
    play.pay(play.begin())
    waiting = sorted(play.stripe.undelivered(), key=lambda it: it.type != "invoice.paid")
    assert waiting[0].type == "invoice.paid"
    for each in waiting:
        assert play.post(each.body, each.signature) == 200
        play.work()
    assert Payment.objects.count() == Subscription.objects.count() == 1
    assert play.said() == ["receipt"]


def test_updated_after_deleted(play):
    play.give()
    row = play.subscription()
    play.stripe.cancel_in_dashboard(row.stripe_id)
    play.hear()
    late = event(id="evt_late", data={"object": {"id": row.stripe_id, "status": "active"}})
    assert post(play.client, late) == 200
    play.work()
    row = play.subscription()
    assert (row.state, row.end_reason) == (Subscription.State.ENDED, Subscription.End.STRIPE)
    assert play.said() == ["receipt", "closed"]


def test_an_object_that_is_gone_ends_the_matter(play):
    assert post(play.client, event(data={"object": {"id": "sub_gone"}})) == 200
    play.work()
    assert Event.objects.get().note == "gone at Stripe"


def test_while_stripe_is_away_the_event_waits_and_is_looked_into_later(play):
    play.pay(play.begin())
    play.stripe.deliver_all(play.post)
    play.stripe.faults.add("500", matching="GET /v1/", times=1000)
    first = Event.objects.get(type="invoice.paid")
    with pytest.raises(remote.Unavailable):
        webhooks.process(first)
    first.refresh_from_db()
    assert (first.state, first.note) == (Event.State.FAILED, "Unavailable")
    play.stripe.faults.clear()
    play.work()
    assert Payment.objects.count() == 1
    assert not Event.objects.waiting().exists()


def test_what_is_done_names_no_object_and_can_be_looked_into_again(play):
    play.give()
    row = Event.objects.get(type="invoice.paid")
    assert (row.state, row.object_id) == (Event.State.DONE, "")
    webhooks.process(row)
    assert Payment.objects.count() == 1
    assert play.said() == ["receipt"]


def test_a_webhook_costs_few_queries(client, django_assert_num_queries):
    with django_assert_num_queries(4):  # the transaction's two included
        post(client, event())
