"""The same journeys in the sandbox and, asked for by `make test-stripe`, at Stripe itself.

What the sandbox got wrong about Stripe shows here first: run it with a test key before a release.
"""

import os
import secrets

import pytest

from donations import gateway, remote
from tests.donations import accounts

pytestmark = pytest.mark.django_db
KEY = os.environ.get("STRIPE_TEST_KEY", "")
REAL = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not KEY, reason="STRIPE_TEST_KEY is not set: Stripe itself is not asked"),
]


@pytest.fixture(params=["sandbox", pytest.param("stripe", marks=REAL)])
def account(request, settings):
    if request.param == "sandbox":
        request.getfixturevalue("play")
        yield accounts.SandboxAccount()
        return
    assert KEY.startswith(("sk_test_", "rk_test_")), "STRIPE_TEST_KEY must be of a test account"
    settings.STRIPE_SECRET_KEY, settings.STRIPE_SANDBOX = KEY, False
    settings.STRIPE_TRANSPORT, settings.STRIPE_CLOCK = "", "time.time"
    real = accounts.StripeAccount(KEY)
    yield real
    real.close()


def key():
    return secrets.token_hex(16)


def month_ago():
    return gateway.now() - 40 * 24 * 3600


@pytest.mark.parametrize("kind", ["once", "monthly"])
def test_a_visit_is_opened_found_and_closed(account, kind):
    mark = secrets.token_hex(32)
    opened = accounts.start(kind, key=mark)
    assert opened.url
    found = gateway.session(opened.id)
    assert (found.status, found.key, found.is_paid) == ("open", mark, False)
    assert opened.id in [each.id for each in gateway.sessions(month_ago())]
    gateway.expire(opened.id)
    assert gateway.session(opened.id).status == "expired"
    with pytest.raises(remote.Refused):
        gateway.expire(opened.id)


def test_a_visit_to_leave_a_card_is_opened(account):
    _subscription, customer = account.subscribe()
    opened = gateway.start_card(
        customer=customer, currency="eur", language="en", key=key(), addresses=accounts.ADDRESSES
    )
    assert (opened.mode, opened.customer) == ("setup", customer)


def test_a_monthly_donation_is_as_it_was_begun(account):
    subscription, customer = account.subscribe()
    found = gateway.subscription(subscription)
    assert (found.status, found.amount, found.currency) == ("active", 1000, "eur")
    assert (found.customer, found.is_ending, found.is_paused) == (customer, False, False)
    assert (found.card.brand, found.card.last4) == ("visa", "4242")
    paid = gateway.invoice(found.invoice)
    assert (paid.status, paid.amount_paid, paid.subscription) == ("paid", 1000, subscription)
    assert gateway.payment(paid.payment_intent).amount == 1000
    assert gateway.address_of(customer) == accounts.EMAIL
    assert gateway.unpaid_invoices(subscription) == []


def test_ending_and_going_on(account):
    subscription, _customer = account.subscribe()
    ending = gateway.set_ending(subscription, is_ending=True, key=key(), why="donor")
    assert (ending.is_ending, ending.cancel_comment, ending.status) == (True, "donor", "active")
    going_on = gateway.set_ending(subscription, is_ending=False, key=key())
    assert (going_on.is_ending, going_on.cancel_comment) == (False, "")


def test_ending_is_the_end_when_the_month_is_over(account):
    subscription, _customer = account.subscribe()
    gateway.set_ending(subscription, is_ending=True, key=key(), why="donor")
    account.month_passes()
    found = gateway.subscription(subscription)
    assert (found.status, found.cancel_reason) == ("canceled", "cancellation_requested")
    assert found.cancel_comment == "donor"
    assert found.ended


def test_pausing_and_going_on(account):
    subscription, _customer = account.subscribe()
    until = gateway.subscription(subscription).period_end + 40 * 24 * 3600
    paused = gateway.pause(subscription, until=until, key=key())
    assert (paused.is_paused, paused.resumes, paused.status) == (True, until, "active")
    assert not gateway.unpause(subscription, key=key()).is_paused


def test_a_paused_month_is_not_charged(account):
    subscription, _customer = account.subscribe()
    until = gateway.subscription(subscription).period_end + 40 * 24 * 3600
    gateway.pause(subscription, until=until, key=key())
    account.month_passes()
    latest = gateway.invoice(gateway.subscription(subscription).invoice)
    assert (latest.status, latest.amount_paid) == ("void", 0)


def test_another_amount_from_the_next_charge_on(account):
    subscription, _customer = account.subscribe()
    known = gateway.subscription(subscription)
    changed = gateway.set_amount(known, 2500, key=key())
    assert (changed.amount, changed.period_end) == (2500, known.period_end)
    assert gateway.unpaid_invoices(subscription) == []
    account.month_passes()
    assert gateway.invoice(gateway.subscription(subscription).invoice).amount_paid == 2500


def test_an_end_at_once_is_final(account):
    subscription, _customer = account.subscribe()
    gateway.cancel(subscription, why="dispute")
    found = gateway.subscription(subscription)
    assert (found.status, found.cancel_comment) == ("canceled", "dispute")
    with pytest.raises(remote.Missing):
        gateway.cancel(subscription, why="dispute")
    with pytest.raises((remote.Missing, remote.Refused)):
        gateway.set_ending(subscription, is_ending=False, key=key())


def test_a_charge_that_failed_can_be_silenced(account):
    subscription, _customer = account.subscribe_and_fail_later()
    account.month_passes()
    assert gateway.subscription(subscription).status == "past_due"
    (unpaid,) = gateway.unpaid_invoices(subscription)
    assert (unpaid.status, unpaid.amount_due, unpaid.attempts) == ("open", 1000, 1)
    assert unpaid.page
    assert unpaid.next_attempt
    with pytest.raises(remote.Declined):
        gateway.pay(unpaid, key=key())
    gateway.silence(unpaid)
    assert gateway.unpaid_invoices(subscription) == []


def test_refunds(account):
    paid = account.pay()
    same = key()
    first = gateway.make_refund(paid, 300, key=same)
    assert gateway.make_refund(paid, 300, key=same).id == first.id
    assert (first.amount, first.payment_intent) == (300, paid)
    assert [each.id for each in gateway.refunds_of(paid)] == [first.id]
    assert first.id in [each.id for each in gateway.refunds(month_ago())]
    with pytest.raises(remote.Refused):
        gateway.make_refund(paid, 900, key=key())


def test_a_key_used_for_something_else_is_refused(account):
    subscription, _customer = account.subscribe()
    same = key()
    gateway.set_ending(subscription, is_ending=True, key=same)
    with pytest.raises(remote.Refused, match="idempotency"):
        gateway.set_ending(subscription, is_ending=False, key=same)


def test_what_is_listed(account):
    subscription, _customer = account.subscribe()
    invoice = gateway.subscription(subscription).invoice
    assert subscription in [each.id for each in gateway.subscriptions(month_ago())]
    assert subscription in [each.id for each in gateway.running_subscriptions()]
    assert invoice in [each.id for each in gateway.invoices(month_ago())]
    types = [each.type for each in gateway.events(month_ago(), ["invoice.paid"])]
    assert set(types) == {"invoice.paid"}
    assert list(gateway.disputes(gateway.now())) == list(gateway.warnings(gateway.now())) == []


def test_who_is_forgotten_has_no_address(account):
    subscription, customer = account.subscribe()
    gateway.forget(customer)
    assert gateway.address_of(customer) == ""
    assert gateway.subscription(subscription).status == "canceled"
    gateway.forget(customer)


def test_what_does_not_exist_is_missing(account):
    for fetch, name in (
        (gateway.session, "cs_test_nothing"),
        (gateway.subscription, "sub_nothing"),
        (gateway.invoice, "in_nothing"),
        (gateway.refund, "re_nothing"),
        (gateway.dispute, "du_nothing"),
        (gateway.event, "evt_nothing"),
    ):
        with pytest.raises(remote.Missing):
            fetch(name)
    assert gateway.address_of("cus_nothing") == ""
