"""Where Stripe's page leads back to: the address the donor came by, where Stripe lets it."""

import pytest

from donations.gateway import asking
from donations.models import Checkout
from donations.views.giving import new_mark
from tests.donations.pages import address

pytestmark = pytest.mark.django_db
ONION = "x" * 56 + ".onion"
GIFT = {"kind": "monthly", "currency": "eur", "other": "10"}


@pytest.fixture
def live(play, settings, monkeypatch):
    """A live key, and a donor; requests go to the sandbox all the same, with its own."""
    play.give()
    client = asking.client(asking.SANDBOX_KEY, settings.STRIPE_TRANSPORT)
    monkeypatch.setattr(asking, "v1", lambda: client)
    settings.STRIPE_SECRET_KEY = "sk_live_of_nobody"
    settings.SITE_URL = "https://veche.example"
    settings.ALLOWED_HOSTS = ["veche.example", "mirror.example", ONION]
    return play


def asked(play):
    """Both addresses, as Stripe was told them last."""
    params = [call.params for call in play.stripe.log if call.path == "/v1/checkout/sessions"][-1]
    return params["success_url"], params["cancel_url"]


def give(client, host, **more):
    data = GIFT | {"mark": new_mark()}
    return client.post("/en/donate/", data, headers={"Host": host}, **more)


def test_from_the_onion_stripe_leads_back_to_the_site_by_https(live, client):
    """In live mode Stripe refuses addresses without it, and an onion has no certificate."""
    assert give(client, ONION).status_code == 303
    assert all(each.startswith("https://veche.example/en/donate/") for each in asked(live))


def test_from_the_onion_a_card_is_left_by_https_too(live, client):
    row = live.subscription()
    path = address("card", row.donor, row.pk)
    assert client.post(path, headers={"Host": ONION}).status_code == 303
    assert all(each.startswith("https://veche.example/en/donate/manage/") for each in asked(live))


def test_from_a_mirror_with_https_it_leads_back_there(live, client):
    assert give(client, "mirror.example", secure=True).status_code == 303
    assert all(each.startswith("https://mirror.example/en/donate/") for each in asked(live))


def test_for_a_host_that_is_not_ours_no_visit_is_begun(live, client):
    assert give(client, "evil.example", secure=True).status_code == 400
    assert Checkout.objects.count() == 1  # of the donor before
