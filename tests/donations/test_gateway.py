"""The one door to Stripe: how it asks, and what becomes of a refusal."""

import pytest
import requests
import stripe

from config import payments
from donations import gateway, remote
from donations.gateway import asking

ADDRESSES = ("https://site.example/done", "https://site.example/back")


@pytest.fixture
def real(settings):
    """As with a key of Stripe's: no sandbox. Nothing is asked here."""
    settings.STRIPE_SECRET_KEY, settings.STRIPE_TRANSPORT = "sk_test_real", ""
    asking.client.cache_clear()
    yield asking.v1()._requestor
    asking.client.cache_clear()


def test_stripe_gets_ten_seconds_three_tries_and_the_pinned_version(real):
    assert gateway.API_VERSION == stripe.api_version == "2026-10-28.endive"
    assert isinstance(real._get_http_client(), stripe.RequestsClient)
    assert real._get_http_client()._timeout == 10
    assert real._options.max_network_retries == 2
    assert real._options.stripe_version == gateway.API_VERSION
    assert stripe.enable_telemetry is False


def test_it_is_really_asked_with_that_and_nothing_else(real, monkeypatch):
    asked = []

    def request(session, method, url, **options):
        asked.append((method, url, options))
        raise requests.exceptions.Timeout

    monkeypatch.setattr("requests.Session.request", request)
    monkeypatch.setattr("stripe.HTTPClient._sleep_time_seconds", lambda *_: 0)
    with pytest.raises(remote.Unavailable):
        gateway.start_once(
            amount=1000, currency="eur", language="ru", key="k", attempt=1, addresses=ADDRESSES
        )
    assert len(asked) == 3
    for method, url, options in asked:
        assert (method, url) == ("post", "https://api.stripe.com/v1/checkout/sessions")
        assert options["timeout"] == 10
        assert options["headers"]["Idempotency-Key"] == "k-1"
        assert options["headers"]["Stripe-Version"] == gateway.API_VERSION
        assert "X-Stripe-Client-Telemetry" not in options["headers"]


ERRORS = [
    (stripe.APIConnectionError("x"), remote.Unavailable),
    (stripe.APIError("x", http_status=500), remote.Unavailable),
    (stripe.RateLimitError("x", http_status=429), remote.Unavailable),
    (stripe.StripeError("x", http_status=409), remote.Unavailable),
    (stripe.StripeError("x", http_status=503), remote.Unavailable),
    (stripe.AuthenticationError("x", http_status=401), remote.Refused),
    (stripe.PermissionError("x", http_status=403), remote.Refused),
    (stripe.IdempotencyError("x", http_status=400), remote.Refused),
    (stripe.InvalidRequestError("x", "amount", code="amount_too_small"), remote.Refused),
    (stripe.InvalidRequestError("x", "id", code="resource_missing"), remote.Missing),
    (stripe.CardError("x", None, "card_declined"), remote.Declined),
]


@pytest.mark.parametrize(("error", "ours"), ERRORS, ids=lambda it: type(it).__name__)
def test_each_error_becomes_one_of_ours_without_what_it_quotes(error, ours):
    error._message = "anna@example.org"
    with pytest.raises(remote.GatewayError) as caught, asking.asking():
        raise error
    assert type(caught.value) is ours
    assert "anna" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_an_error_of_our_own_stays_what_it_is():
    with pytest.raises(ZeroDivisionError), asking.asking():
        raise ZeroDivisionError


def test_addresses_and_cards_are_in_no_repr():
    session = remote.Session(
        id="cs_1", url="", mode="payment", status="complete", payment_status="paid", key="k", created=1,
        expires=2, customer="", subscription="", payment_intent="", setup_intent="", email="anna@example.org",
    )  # fmt: skip
    assert "anna" not in repr(session)


@pytest.mark.parametrize(
    ("key", "secrets", "is_sandbox", "complaint"),
    [
        ("sk_live_x", ["whsec_x"], True, "never runs beside a real key"),
        ("rk_test_x", ["whsec_x"], True, "never runs beside a real key"),
        ("pk_live_x", ["whsec_x"], False, "no secret key"),
        ("sk_live_x", [], False, "STRIPE_WEBHOOK_SECRETS is not"),
    ],
)
def test_settings_that_contradict_each_other_stop_the_site(key, secrets, is_sandbox, complaint):
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured, match=complaint):
        payments.check(key, secrets, is_sandbox)


@pytest.mark.parametrize(
    ("key", "secrets", "is_sandbox"),
    [("", [], False), ("", [], True), ("rk_live_x", ["whsec_x"], False)],
)
def test_settings_that_make_sense_pass(key, secrets, is_sandbox):
    payments.check(key, secrets, is_sandbox)
