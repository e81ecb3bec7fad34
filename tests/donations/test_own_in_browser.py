"""The whole way in a real browser without scripts: link, stop, resume, another amount, another card."""

import datetime
import io
import re

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail as outbox
from playwright.sync_api import expect

from donations import letters
from donations.models import CARD, Checkout, Payment
from tests import browser
from tests.donations.factories import (
    make_dispute,
    make_donor,
    make_payment,
    make_refund,
    make_subscription,
)
from tests.donations.pages import address, every_address
from tests.donations.playing import ANNA

pytestmark = pytest.mark.django_db(transaction=True)

AXE = Axe()
EDGES = dict.fromkeys(("top", "right", "bottom", "left"), "2cm")
PRINTED = {"display_header_footer": True, "prefer_css_page_size": True, "margin": EDGES}
WORDS = {
    "en": {
        "stop": "Stop", "yes": "Yes, stop", "stopped": "€10 a month is stopped, and Stripe has confirmed it",
        "resume": "Resume", "goes on": "It goes on: €10 a month", "amount": "Another amount", "save": "Save",
        "changed": "From the next charge on, it is €12.50 a month.", "card": "Another card",
        "away": "To Stripe’s page", "waiting": "has not told us of the new card yet", "again": "Look again",
        "in place": "The new card is in place.", "send": "Send me my link", "mailbox": "Look into your mailbox",
    },
    "ru": {
        "stop": "Прекратить", "yes": "Да, прекратить", "stopped": "прекращено, и Stripe это подтвердил",
        "resume": "Возобновить", "goes on": "Пожертвование продолжается: 10 € в месяц", "amount": "Другая сумма",
        "save": "Сохранить", "changed": "Со следующего списания — 12,50 € в месяц.", "card": "Другая карта",
        "away": "На страницу Stripe", "waiting": "ещё не сообщил нам о новой карте", "again": "Посмотреть ещё раз",
        "in place": "Новая карта привязана.", "send": "Прислать мою ссылку", "mailbox": "Загляните в почту",
    },
}  # fmt: skip


def status(page):
    return page.text_content("[role=status]").replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def posted(play, monkeypatch):
    """Letters leave for the outbox instead of only being counted; Stripe's pages are this sandbox's."""
    inherited = play._do

    def do(name, args):
        if name == "donations.send_letter":
            letters.write(**args)
        inherited(name, args)

    monkeypatch.setattr(play, "_do", do)
    monkeypatch.setattr("donations.sandbox.views.current", lambda: play.stripe)
    return play


def private_link(page, play, language, words):
    """Asked for on the site, taken from the letter."""
    page.goto(f"/{language}/donate/manage/")
    page.fill("[name=email]", ANNA)
    browser.follow(page, f"text={words['send']}")
    assert words["mailbox"] in status(page)
    play.work()
    return re.search(r"https?://[^/]+(/\S+/manage/\S+/)", outbox.outbox[-1].body)[1]


@pytest.mark.parametrize("language", WORDS)
def test_from_the_letter_two_clicks_stop_it_and_the_rest_works_without_scripts(
    posted, page_without_scripts, language
):
    page, play, words = page_without_scripts, posted, WORDS[language]
    play.give(language=language)
    page.goto(private_link(page, play, language, words))

    browser.follow(page, f".monthly a:has-text('{words['stop']}')")
    browser.follow(page, f"button:has-text('{words['yes']}')")
    assert words["stopped"] in status(page)

    browser.follow(page, f"button:has-text('{words['resume']}')")
    assert words["goes on"] in status(page)

    browser.follow(page, f"a:has-text('{words['amount']}')")
    page.fill("[name=amount]", "0,50")
    browser.follow(page, f"button:has-text('{words['save']}')")
    expect(page.locator("[name=amount]")).to_have_attribute("aria-invalid", "true")
    page.fill("[name=amount]", "12,50")
    browser.follow(page, f"button:has-text('{words['save']}')")
    assert words["changed"] in status(page)

    browser.follow(page, f"a:has-text('{words['card']}')")
    browser.follow(page, f"button:has-text('{words['away']}')")
    assert page.url.endswith(f"/sandbox/checkout/{Checkout.objects.get(kind=CARD).stripe_id}/")
    if page.locator("[name=email]").count():
        page.fill("[name=email]", ANNA)
    page.check("[name=card][value=works]")
    browser.follow(page, "main form.form > button")
    assert words["waiting"] in status(page)
    play.hear()
    browser.follow(page, f"text={words['again']}")
    assert words["in place"] in status(page)

    play.stripe.advance(days=32)
    play.hear()
    assert sorted(Payment.objects.values_list("amount", flat=True)) == [1000, 1250]
    assert page.context.cookies() == []


def test_the_theme_can_be_changed_on_a_page_that_hides_its_address(page_without_scripts):
    """Browsers send no origin from there, and the form is our own all the same."""
    page = page_without_scripts
    page.goto(address("own", make_donor(), language="en"))
    browser.follow(page, "button[name=theme][value=dark]")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert "/donate/manage/" in page.url


def test_no_referrer_leaves_a_donor_s_page(page_without_scripts):
    page = page_without_scripts
    seen = []
    page.on("request", lambda request: seen.append(request))  # noqa: PLW0108  Playwright marks it
    page.goto(address("own", make_donor(), language="en"))
    of_the_page = list(seen)
    page.click(".wordmark")
    page.wait_for_url("**/en/")
    assert len(of_the_page) > 3
    onward = [each for each in seen if each.is_navigation_request()]
    assert len(onward) == 2
    assert {each.all_headers().get("referer") for each in of_the_page + onward} == {None}
    assert not [each for each in seen if "manage" in each.all_headers().get("referer", "")]


def test_a_receipt_is_saved_under_its_discreet_name(page_without_scripts):
    page = page_without_scripts
    donor = make_donor()
    payment = make_payment(donor)
    page.goto(address("own", donor, language="ru"))
    with page.expect_download() as waiting:
        page.click(".payments a:has-text('PDF')")
    assert waiting.value.suggested_filename == f"receipt-2026-{payment.pk:06d}.pdf"


def test_on_paper_no_browser_prints_the_private_link(page_without_scripts):
    """What is handed to an accountant must not open the page it came from."""
    page = page_without_scripts
    donor = make_donor()
    payment = make_payment(donor)
    for number in range(60):
        make_payment(donor, amount=1000 + number)
    for name, key in (("receipt", payment.pk), ("statement", payment.paid_on.year)):
        page.goto(address(name, donor, key, language="en"))
        printed = page.pdf(**PRINTED)
        text = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(printed)).pages)
        assert "Issued by" in text
        assert "/manage/" not in text
    page.goto("/en/blog/")
    printed = page.pdf(**PRINTED)
    assert "/en/blog/" in pypdf.PdfReader(io.BytesIO(printed)).pages[0].extract_text()


# Everybody


@pytest.fixture
def full():
    """A donor with a donation in each state, payments marked in each way."""
    donor = make_donor(ANNA)
    day = datetime.date(2026, 12, 15)
    rows = [
        make_subscription(donor, state=state, period_ends_on=day, paused_until=day, ended_on=day, end_reason="donor",
                          stop_asked_by=asked)
        for state, asked in (("active", ""), ("active", "donor"), ("ending", ""), ("paused", ""), ("past_due", ""), ("ended", ""))
    ]  # fmt: skip
    payments = [
        make_payment(donor, amount=1234567, subscription=rows[0], kind="monthly") for _ in range(3)
    ]
    make_refund(payments[0])
    make_dispute(payments[1])
    return donor, rows[0], payments[0]


def violations(page):
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for each in AXE.run(page).response["violations"]:
            found += [
                f"{page.url} {scheme}: {each['id']} {node['target']} {node['failureSummary']}"
                for node in each["nodes"]
            ]
    return found


@pytest.mark.parametrize("language", WORDS)
def test_axe_finds_nothing_and_nothing_is_too_wide(page, full, language):
    donor, row, payment = full
    found = []
    page.set_viewport_size({"width": 390, "height": 800})
    addresses = [
        each for each in every_address(donor, row, payment, language) if not each.endswith(".pdf")
    ]
    addresses += [
        address("own", donor, language=language) + f"?done=resume&id={row.pk}",
        f"/{language}/donate/manage/", f"/{language}/donate/manage/?asked", f"/{language}/donate/manage/made-up/",
    ]  # fmt: skip
    for path in addresses:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        small = page.evaluate(
            "[...document.querySelectorAll('main a, main button')].filter((each) => each.offsetParent"
            " && !each.closest('td, dd, .hint, .state, .empty, li > p:not(.papers), p:not(.papers, .choices, .back, .more)')"
            " && each.getBoundingClientRect().height < 43.9).map((each) => each.outerHTML)"
        )
        assert not small, (path, small)
        found += violations(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", WORDS)
def test_axe_finds_nothing_where_stripe_does_not_know_what_is_meant(page, full, language):
    """The pages that admit it: nobody knows these donations there. Forgetting goes through."""
    donor, row, _payment = full
    found, seen = [], []
    for deed, form in (("stop", {}), ("amount", {"amount": "15"}), ("forget", {})):
        if deed != "stop":  # being stopped, nothing else can be changed
            type(row).objects.filter(pk=row.pk).update(stop_asked_by="")
        keys = [] if deed == "forget" else [row.pk]
        page.goto(address(deed, donor, *keys, language=language))
        for name, value in form.items():
            page.fill(f"[name={name}]", value)
        with page.expect_navigation() as waiting:
            page.click("main form button")
        seen.append(waiting.value.status)
        found += violations(page)
    assert seen == [503, 503, 200]  # what is known nowhere is forgotten
    assert not found, "\n".join(found)
