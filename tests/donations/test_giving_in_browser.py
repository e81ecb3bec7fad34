"""Giving in a browser without scripts: three clicks to Stripe's page, and back to the thanks."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from donations import remote
from donations.models import Checkout, Payment
from tests import browser
from tests.donations.factories import make_campaign

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {
    "ru": {"monthly": "Каждый месяц", "amount": "10\N{NO-BREAK SPACE}€", "donate": "Пожертвовать"},
    "en": {"monthly": "Every month", "amount": "€10", "donate": "Donate"},
}
WAITING = {"ru": "Ждём подтверждения", "en": "Waiting for confirmation"}
RECEIVED = {"ru": "Получили. Спасибо!", "en": "Received. Thank you!"}
STRIPE = "https://checkout.stripe.com/c/pay/cs_test_1"


def heading(page):
    return page.locator("h1")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_three_clicks_lead_to_stripes_page_and_the_thanks_come_by_themselves(
    play, page_without_scripts, language
):
    page, words = page_without_scripts, WORDS[language]
    page.goto(f"/{language}/donate/")
    page.get_by_label(words["monthly"], exact=True).click()
    page.get_by_label(words["amount"], exact=True).click()
    browser.follow(page, page.get_by_role("button", name=words["donate"], exact=True))
    checkout = Checkout.objects.get()
    assert page.url.endswith(f"/sandbox/checkout/{checkout.stripe_id}/")
    assert (checkout.kind, checkout.amount, checkout.currency) == ("monthly", 1000, "eur")
    page.goto(f"/{language}/donate/thanks/?session_id={checkout.stripe_id}")
    expect(heading(page)).to_have_text(WAITING[language])
    play.pay(checkout)
    cache.clear()  # the seconds between two looks
    page.get_by_role("heading", name=RECEIVED[language]).wait_for()
    assert "look=" in page.url
    assert page.context.cookies() == []


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", ["once", "monthly"])
def test_who_pays_on_the_sandboxs_page_comes_back_to_the_thanks(
    page_without_scripts, settings, tmp_path, language, kind
):
    settings.VAR = tmp_path  # where a sandbox of this test's own lies
    page = page_without_scripts
    page.goto(f"/{language}/donate/")
    page.check(f"[name=kind][value={kind}]")
    page.fill("[name=other]", "12,50")
    browser.follow(page, page.get_by_role("button", name=WORDS[language]["donate"], exact=True))
    page.fill("[name=email]", "anna.donor@example.org")
    page.check("[value=works]")
    page.click("main form button")
    page.wait_for_url(f"**/{language}/donate/thanks/?session_id=*")
    expect(heading(page)).to_have_text(RECEIVED[language])
    assert Payment.objects.get().amount == 1250
    assert page.context.cookies() == []


def test_each_currency_shows_its_own_amounts_and_keeps_what_was_chosen(play, page_without_scripts):
    page = page_without_scripts
    page.goto("/en/donate/")
    shown = page.locator(".tiles.four:visible label")
    expect(shown).to_have_text(["€5", "€10", "€20", "€50"])
    page.get_by_label("Every month").click()
    page.get_by_label("€50").click()
    page.get_by_label("PLN", exact=True).click()
    assert [each.split()[0] for each in shown.all_inner_texts()] == ["20", "40", "80", "200"]
    expect(page.locator("label[for=id_other]")).to_have_text(
        "Another amount, PLN", use_inner_text=True
    )
    page.get_by_label("80\N{NO-BREAK SPACE}zł").click()
    browser.follow(page, page.get_by_role("button", name="Donate"))
    assert Checkout.objects.get().amount == 8000


def test_the_keyboard_reaches_every_choice_in_order(play, page):
    make_campaign(title_en="Books")
    page.goto("/en/donate/")
    page.locator("[name=kind]:checked").focus()
    walk = []
    for key in ("ArrowRight", "Tab", "ArrowRight", "Tab", "Space", "Tab", "Tab", "ArrowDown"):
        page.keyboard.press(key)
        walk.append(page.evaluate("[document.activeElement.name, document.activeElement.value]"))
    assert walk[0] == ["kind", "monthly"]
    assert walk[2] == ["currency", "usd"]
    assert walk[4] == ["amount_usd", "500"]
    assert walk[5] == ["other", ""]
    assert walk[7][0] == "campaign"
    ring = "getComputedStyle(document.querySelector('.tile input')).outlineStyle"
    page.locator(".tile input").first.focus()
    assert page.evaluate(ring) == "solid"


def test_after_a_mistake_the_field_with_it_has_the_focus(play, page):
    page.goto("/ru/donate/")
    page.get_by_label("Другая сумма").fill("десять")
    browser.follow(page, page.get_by_role("button", name="Пожертвовать"))
    assert page.evaluate("document.activeElement.name") == "other"
    expect(page.get_by_text("цифрами")).to_be_visible()


def test_on_the_way_back_the_theme_can_be_chosen_though_the_page_tells_no_origin(play, page):
    checkout = play.give()
    page.goto(f"/en/donate/thanks/?session_id={checkout.stripe_id}")
    browser.follow(page, "button[name=theme][value=dark]")
    assert page.url.endswith(checkout.stripe_id)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.fixture
def real_address(play, monkeypatch):
    """Stripe's page lies at Stripe, where no test can go."""
    from donations import gateway

    visit = {"mode": "payment", "status": "open", "payment_status": "unpaid", "key": "k"}
    visit |= {"created": 1, "expires": 2, "customer": "", "subscription": "", "email": ""}
    visit |= {"payment_intent": "", "setup_intent": "", "id": "cs_test_1", "url": STRIPE}
    monkeypatch.setattr(gateway, "start_once", lambda **_wishes: remote.Session(**visit))


def leave(page):
    """Addresses elsewhere that the browser set out for, and whether the page's walls held it back."""
    page.goto("/en/donate/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("€10").click()
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Donate").click()
    if STRIPE not in asked and not page.watch.problems:
        page.wait_for_event("console")  # the walls say so a moment after they have held it back
    problems, page.watch.problems[:] = "\n".join(page.watch.problems), []
    return STRIPE in asked, "form-action" in problems


def test_with_a_real_key_the_form_may_end_at_stripes_page(real_address, page, settings):
    settings.STRIPE_SECRET_KEY = "sk_test_1"
    assert leave(page) == (True, False)


def test_without_one_the_walls_hold_it_back(real_address, page):
    assert leave(page) == (False, True)
