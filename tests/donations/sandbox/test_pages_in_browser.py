"""The sandbox's pages in a real browser: under our CSP, without scripts, narrow, and what axe says."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from donations.sandbox.current import current
from tests import browser
from tests.donations.sandbox.stripe_client import client_of as stripe_of
from tests.donations.sandbox.stripe_client import monthly, once, pay, subscribe

pytestmark = pytest.mark.django_db(transaction=True)
AXE = Axe()


@pytest.fixture(autouse=True)
def own_file(settings, tmp_path):
    settings.VAR = tmp_path
    settings.STRIPE_SANDBOX = True


@pytest.fixture
def stripe():
    return stripe_of(current())


def session_to(begin, stripe, page, **others):
    home = page.watch.own
    return begin(
        stripe, success_url=f"http://{home}/sandbox/?paid={{CHECKOUT_SESSION_ID}}", **others
    )


def test_a_donor_pays_without_scripts_after_a_refused_card_and_a_question(
    page_without_scripts, stripe
):
    page = page_without_scripts
    session = session_to(monthly, stripe, page, locale="en")
    page.goto(session.url)
    page.fill("[name=email]", "donor@example.org")
    page.check("[value=declined]")
    browser.follow(page, "main form button")
    assert "Your card was declined" in page.inner_text("main")
    page.check("[value=authenticate]")
    browser.follow(page, "main form button")
    page.click("text=Yes, confirm")
    page.wait_for_url("**/sandbox/?paid=*")
    page.click("[value=month]")
    page.wait_for_selector("code:text('active')")
    assert len(stripe.invoices.list({"status": "paid"}).data) == 2


def addresses(stripe, page):
    sandbox = current()
    subscribe(sandbox, stripe)
    sandbox.dispute(pay(sandbox, stripe).id)
    pay(sandbox, stripe)
    waiting = once(stripe)
    sandbox.complete(waiting.id, email="donor@example.org", card="asynchronous")
    sandbox.faults.add("429", "POST /v1/subscriptions")
    return ["/sandbox/", session_to(monthly, stripe, page).url, waiting.url]


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows(chromium, live_server, stripe, language, scheme):
    options = {"locale": language, "viewport": {"width": 390, "height": 844}}
    with browser.watched_page(chromium, live_server.url, color_scheme=scheme, **options) as page:
        for address in addresses(stripe, page):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
            found = AXE.run(page).response["violations"]
            assert not found, [(each["id"], each["nodes"][0]["html"]) for each in found]
