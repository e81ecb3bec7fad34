import html
import re

import pytest
from django.test import Client

from donations import gateway
from donations.sandbox.current import current
from donations.sandbox.desk import DEEDS
from donations.sandbox.faults import KINDS
from donations.sandbox.forms import CARD_CHOICES, FAULT_CHOICES
from tests.donations.sandbox.stripe_client import client_of as stripe_of
from tests.donations.sandbox.stripe_client import monthly, new_card, once, pay, subscribe

pytestmark = pytest.mark.django_db  # the site's header asks who reads
EMAIL = "donor@example.org"
RUSSIAN = {"Accept-Language": "ru"}


@pytest.fixture(autouse=True)
def own_file(settings, tmp_path):
    settings.VAR = tmp_path
    settings.STRIPE_SANDBOX = True
    settings.ALLOWED_HOSTS = ["testserver", "example.org"]


@pytest.fixture
def client():
    """A browser; what the folder’s other tests call so is `stripe` here."""
    return Client()


@pytest.fixture
def sandbox():
    return current()


@pytest.fixture
def stripe(sandbox):
    return stripe_of(sandbox)


def words(response):
    """What a reader sees of the page’s own part, spaces made plain."""
    body = re.search(r"<main.*?</main>", response.content.decode(), re.S)[0]
    text = html.unescape(re.sub(r"<[^>]+>", " ", body))
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def buy(client, session, card="works", **others):
    return client.post(session.url, {"email": EMAIL, "card": card}, **others)


def again(stripe, session):
    return stripe.checkout.sessions.retrieve(session.id)


def test_the_page_says_what_is_paid_and_how_often(client, stripe):
    page = words(client.get(monthly(stripe, amount=1050, locale="en").url))
    assert "€10.50 a month" in page
    assert "Donation" in page
    assert "Sandbox: no real money" in page
    page = words(client.get(once(stripe, locale="en").url))
    assert "€10" in page
    assert "a month" not in page


def test_the_page_speaks_the_language_the_payer_came_with(client, stripe):
    response = client.get(monthly(stripe, locale="ru").url, headers={"Accept-Language": "en"})
    assert "10 € в месяц" in words(response)
    assert 'lang="ru"' in response.content.decode()
    assert response["Content-Language"] == "ru"
    response = client.get(monthly(stripe, locale="en").url, headers=RUSSIAN)
    assert 'lang="en"' in response.content.decode()


def test_paying_leads_back_to_the_site(client, stripe):
    session = monthly(stripe)
    response = buy(client, session, headers={"Host": "example.org"})
    assert response.status_code == 302
    assert response["Location"] == f"https://example.org/thanks/?session={session.id}"
    assert again(stripe, session).payment_status == "paid"
    assert "has been used" in words(client.get(session.url, headers={"Accept-Language": "en"}))


def test_a_site_by_another_name_is_reached_without_breaking_our_csp(client, stripe):
    session = monthly(stripe)
    response = buy(client, session)
    address = f"https://example.org/thanks/?session={session.id}"
    assert response.status_code == 200
    page = response.content.decode()
    assert f'<meta http-equiv="refresh" content="0; url={address}">' in page
    assert f'href="{address}"' in page


def test_the_way_back_without_paying_is_there(client, stripe):
    session = once(stripe, cancel_url="https://example.org/back/")
    assert 'href="https://example.org/back/"' in client.get(session.url).content.decode()


def test_a_declined_card_is_told_in_place_and_another_can_be_tried(client, stripe):
    session = monthly(stripe, locale="en")
    response = buy(client, session, "declined")
    assert response.status_code == 200
    assert "Your card was declined. Try another." in words(response)
    assert EMAIL in response.content.decode()
    buy(client, session)
    assert again(stripe, session).payment_status == "paid"


def test_the_bank_asks_and_is_told_yes(client, stripe):
    session = monthly(stripe, locale="en")
    asked = buy(client, session, "authenticate")
    assert "Your bank asks" in words(asked)
    assert again(stripe, session).status == "open"
    answer = {"email": EMAIL, "card": "authenticate", "approve": "1"}
    response = client.post(f"{session.url}bank/", answer)
    assert "https://example.org/thanks/" in response.content.decode()
    assert again(stripe, session).payment_status == "paid"


def test_the_bank_asks_and_is_told_no(client, stripe):
    session = monthly(stripe, locale="en")
    buy(client, session, "authenticate")
    response = client.post(
        f"{session.url}bank/", {"email": EMAIL, "card": "authenticate", "refuse": "1"}
    )
    assert "You did not confirm" in words(response)
    assert again(stripe, session).status == "open"
    buy(client, session)
    assert again(stripe, session).payment_status == "paid"


def test_an_address_is_needed_and_a_card_that_there_is(client, stripe):
    session = monthly(stripe)
    for data in ({"card": "works"}, {"email": "nobody", "card": "works"}, {"email": EMAIL}):
        assert 'class="errorlist"' in client.post(session.url, data).content.decode()
    assert 'class="errorlist"' in buy(client, session, "made up").content.decode()
    assert client.post(f"{session.url}bank/", {"email": EMAIL}).status_code == 400
    assert again(stripe, session).status == "open"


def test_an_expired_page_says_so_and_takes_nothing(client, stripe, sandbox):
    session = monthly(stripe, locale="en")
    sandbox.advance(days=1)
    assert "This page has expired" in words(client.get(session.url))
    assert "This page has expired" in words(buy(client, session))
    answer = {"email": EMAIL, "card": "works", "approve": "1"}
    assert client.post(f"{session.url}bank/", answer).status_code == 302
    answer = {"email": EMAIL, "card": "works", "refuse": "1"}
    assert client.post(f"{session.url}bank/", answer).status_code == 302
    assert stripe.subscriptions.list().data == []


def test_a_new_card_is_saved_without_a_charge(client, stripe, sandbox):
    subscription = subscribe(sandbox, stripe)
    session = new_card(stripe, subscription.customer, locale="en")
    assert "Nothing is charged now" in words(client.get(session.url))
    assert "saved" in words(buy(client, session))
    assert again(stripe, session).setup_intent.startswith("seti_")
    assert len(stripe.charges.list().data) == 1


def test_a_page_that_never_was_is_not_found(client):
    assert client.get("/sandbox/checkout/cs_test_unknown/").status_code == 404
    assert client.get("/sandbox/invoice/in_unknown/").status_code == 404


def test_a_renewal_is_confirmed_on_the_page_of_its_invoice(client, stripe, sandbox):
    session = monthly(stripe)
    buy(client, session, "authenticate_always")
    answer = {"email": EMAIL, "card": "authenticate_always", "approve": "1"}
    client.post(f"{session.url}bank/", answer)
    client.post("/sandbox/clock/", {"step": "month"})
    [invoice] = stripe.invoices.list({"status": "open"}).data
    assert invoice.hosted_invoice_url in client.get("/sandbox/").content.decode()
    english = {"Accept-Language": "en"}
    page = client.get(invoice.hosted_invoice_url, headers=english)
    assert "Your bank wants you to confirm" in words(page)
    client.post(invoice.hosted_invoice_url, {"refuse": "1"})
    assert stripe.invoices.retrieve(invoice.id).status == "open"
    response = client.post(invoice.hosted_invoice_url, {"approve": "1"}, follow=True)
    assert response.status_code == 200
    assert stripe.invoices.retrieve(invoice.id).status == "paid"


def test_an_invoice_whose_card_is_no_good_stays_open(client, stripe, sandbox):
    subscription = subscribe(sandbox, stripe, card="fails_later")
    sandbox.advance(days=32)
    invoice = stripe.invoices.retrieve(
        stripe.subscriptions.retrieve(subscription.id).latest_invoice
    )
    page = client.post(
        invoice.hosted_invoice_url, {"approve": "1"}, headers={"Accept-Language": "en"}
    )
    assert "A new card would help" in words(page)


# The desk


@pytest.mark.parametrize("language", ["ru", "en"])
def test_an_empty_desk_opens_in_both_languages(client, language):
    response = client.get("/sandbox/", headers={"Accept-Language": language})
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


def test_a_month_forward_brings_the_renewal(client, stripe, sandbox):
    subscription = subscribe(sandbox, stripe)
    before = sandbox.now
    assert client.post("/sandbox/clock/", {"step": "day"}).status_code == 302
    assert 86_399 < sandbox.now - before < 86_500
    client.post("/sandbox/clock/", {"step": "month"})
    paid = stripe.invoices.list({"subscription": subscription.id, "status": "paid"}).data
    assert len(paid) == 2
    assert client.post("/sandbox/clock/", {"step": "year"}).status_code == 400


def deed(client, name, subject, **others):
    return client.post("/sandbox/deeds/", {"deed": name, "subject": subject}, **others)


def test_the_desk_offers_what_it_can_do_and_does_it(client, stripe, sandbox):
    subscription = subscribe(sandbox, stripe)
    intent = pay(sandbox, stripe)
    page = client.get("/sandbox/").content.decode()
    offered = set(re.findall(r'name="deed" value="([^"]+)"', page))
    assert {"cancel", "expire-card", "refund", "dispute", "warn", "again"} <= offered <= set(DEEDS)
    assert deed(client, "cancel", subscription.id).status_code == 302
    assert stripe.subscriptions.retrieve(subscription.id).status == "canceled"
    assert "Ended:" in words(client.get("/sandbox/", headers={"Accept-Language": "en"}))
    deed(client, "warn", intent.id)
    assert len(stripe.radar.early_fraud_warnings.list().data) == 1
    deed(client, "refund-fails", intent.id)
    assert stripe.refunds.list().data[0].status == "failed"
    deed(client, "dispute", intent.id)
    [dispute] = stripe.disputes.list().data
    assert 'value="win"' in client.get("/sandbox/").content.decode()
    deed(client, "lose", dispute.id)
    assert stripe.disputes.retrieve(dispute.id).status == "lost"


def test_a_refund_and_a_card_that_expires(client, stripe, sandbox):
    intent = pay(sandbox, stripe)
    deed(client, "refund", intent.id)
    assert stripe.charges.retrieve(intent.latest_charge).refunded is True
    assert "refunded" in words(client.get("/sandbox/", headers={"Accept-Language": "en"}))
    subscription = subscribe(sandbox, stripe)
    deed(client, "expire-card", subscription.customer)
    client.post("/sandbox/clock/", {"step": "month"})
    assert stripe.subscriptions.retrieve(subscription.id).status == "past_due"
    deed(client, "renew-card", subscription.customer)
    for _day in range(4):
        client.post("/sandbox/clock/", {"step": "day"})
    assert stripe.subscriptions.retrieve(subscription.id).status == "active"


@pytest.mark.parametrize(("name", "status"), [("settle", "paid"), ("fail", "unpaid")])
def test_the_money_that_takes_days_arrives_or_not(client, stripe, name, status):
    session = once(stripe)
    buy(client, session, "asynchronous")
    assert f'value="{name}"' in client.get("/sandbox/").content.decode()
    deed(client, name, session.id)
    assert again(stripe, session).payment_status == status
    assert deed(client, name, session.id).status_code == 409


def test_what_stripe_refuses_is_told_at_the_desk(client, stripe, sandbox):
    intent = pay(sandbox, stripe)
    deed(client, "refund", intent.id)
    response = deed(client, "refund", intent.id, headers={"Accept-Language": "en"})
    assert response.status_code == 409
    assert "has already been refunded" in words(response)
    assert deed(client, "cancel", "sub_unknown").status_code == 409
    assert deed(client, "explode", intent.id).status_code == 400


def test_events_show_what_became_of_them_and_are_sent_again(client, stripe, sandbox):
    pay(sandbox, stripe)
    waiting = sandbox.undelivered()
    for one in waiting:
        sandbox.mark_delivered(one.event_id)
    assert sandbox.undelivered() == []
    page = words(client.get("/sandbox/", headers={"Accept-Language": "en"}))
    assert "delivered" in page
    assert "charge.succeeded" not in page  # the site doesn’t listen to it
    deed(client, "again", waiting[0].event_id)
    assert [one.event_id for one in sandbox.undelivered()] == [waiting[0].event_id]


def test_faults_are_asked_for_and_taken_back(client, sandbox):
    fault = {"kind": "429", "matching": "POST /v1/subscriptions", "times": "2"}
    assert client.post("/sandbox/faults/", fault).status_code == 302
    assert sandbox.faults.waiting() == [("429", "POST /v1/subscriptions", 2)]
    assert "POST /v1/subscriptions" in words(client.get("/sandbox/"))
    assert client.post("/sandbox/faults/", {**fault, "kind": "flood"}).status_code == 200
    client.post("/sandbox/faults/", {"clear": "1"})
    assert sandbox.faults.waiting() == []


def test_every_fault_and_every_card_has_its_words():
    from donations.sandbox import CARDS

    assert [kind for kind, _words in FAULT_CHOICES] == list(KINDS)
    assert {card for card, _words in CARD_CHOICES} == set(CARDS)


# Walls


PAGES = ["/sandbox/", "/sandbox/clock/", "/sandbox/deeds/", "/sandbox/faults/"]


def test_nothing_is_kept_indexed_or_remembered(client, stripe, sandbox):
    for address in ("/sandbox/", monthly(stripe).url):
        response = client.get(address)
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in response.content.decode()
        assert not response.cookies


def test_pages_have_no_inline_script_or_style(client, stripe, sandbox):
    subscribe(sandbox, stripe)
    for address in ("/sandbox/", monthly(stripe).url):
        page = client.get(address).content.decode()
        assert "style=" not in page
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]*src=)", page)


def test_another_site_can_not_send_these_forms(client, stripe):
    session = monthly(stripe)
    for origin in ("https://evil.example", "null"):
        headers = {"Origin": origin}
        assert buy(client, session, headers=headers).status_code == 403
        for address in PAGES[1:]:
            assert client.post(address, headers=headers).status_code == 403
    assert again(stripe, session).status == "open"
    buy(client, session, headers={"Origin": "http://testserver"})
    assert again(stripe, session).status == "complete"


def test_reading_changes_nothing_and_acting_needs_a_post(client, stripe):
    for address in [*PAGES[1:], f"{monthly(stripe).url}bank/"]:
        assert client.get(address).status_code == 405
    assert client.post("/sandbox/").status_code == 405
    assert client.head("/sandbox/").status_code == 200


def test_without_the_sandbox_there_are_no_such_pages(client, stripe, settings):
    address = monthly(stripe).url
    settings.STRIPE_SANDBOX = False
    for page in [*PAGES, address, f"{address}bank/", "/sandbox/invoice/in_1/"]:
        assert client.get(page).status_code == 404
        assert client.post(page).status_code == 404


def test_the_gateway_reaches_the_sandbox_of_this_site(settings, sandbox):
    settings.STRIPE_TRANSPORT = "donations.sandbox.current.transport"
    settings.STRIPE_CLOCK = "donations.sandbox.current.now"
    gateway.ensure_product()
    assert sandbox.log[-1].path == "/v1/products"
    assert abs(gateway.now() - sandbox.now) <= 1
