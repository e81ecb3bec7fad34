"""The doors in a real browser: passkeys under our CSP, life without scripts, what axe says."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import browser

PASSWORD = "a long and quiet river"
AXE = Axe()


def sign_up(page, language="en"):
    page.goto(f"/{language}/accounts/signup/")
    page.fill("[name=username]", "Vera")
    page.fill("[name=password1]", PASSWORD)
    page.click("main form button")
    page.wait_for_selector(".codes")


def add_passkey(page):
    sign_up(page)
    browser.follow(page, "text=I have saved them")
    page.goto("/en/accounts/2fa/webauthn/add/")
    page.click("#passkey")
    page.wait_for_selector("text=1 passkey opens this account")


def sign_out(page):
    page.goto("/en/accounts/logout/")
    page.click("main form button")
    page.wait_for_selector("text=Sign in")


@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_added_and_opens_the_account_under_our_csp(page_with_passkeys):
    page = page_with_passkeys
    add_passkey(page)
    sign_out(page)
    page.goto("/en/accounts/login/?next=/ru/blog/")
    page.click("#passkey")
    page.wait_for_selector("text=Vera")
    assert page.url.endswith("/ru/blog/")


@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_renamed_proves_who_one_is_and_is_removed(page_with_passkeys):
    page = page_with_passkeys
    add_passkey(page)
    page.goto("/en/accounts/2fa/webauthn/")
    browser.follow(page, "text=Rename")
    page.fill("[name=name]", "Blue key")
    browser.follow(page, "main form button")
    expect(page.locator("main h2")).to_have_text("Blue key")
    page.goto("/en/accounts/2fa/webauthn/reauthenticate/?next=/en/accounts/2fa/webauthn/")
    page.click("#passkey")
    browser.follow(page, "main .choices >> text=Remove")
    assert "Blue key" in page.inner_text("main")
    page.click("main form button")
    page.wait_for_selector("text=The passkey is removed.")
    expect(page.locator("text=None yet.")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_a_passkey_may_be_the_second_step(page_with_passkeys):
    page = page_with_passkeys
    add_passkey(page)
    sign_out(page)
    page.goto("/en/accounts/login/")
    page.fill("[name=login]", "Vera")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button >> nth=0")
    page.wait_for_url("**/2fa/authenticate/")
    page.click("#passkey")
    page.wait_for_selector(".member >> text=Vera")


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_passkey_is_said_on_the_page(page_with_passkeys):
    page = page_with_passkeys
    page.goto("/ru/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error()); }")
    page.click("#passkey")
    page.wait_for_selector("[data-passkey-failed]:visible")


def test_without_scripts_the_page_says_so_and_the_codes_can_be_saved(page_without_scripts):
    page = page_without_scripts
    sign_up(page, "ru")
    with page.expect_download() as download:
        page.click("text=Сохранить файлом")
    saved = download.value.path().read_text().split("\n")
    assert download.value.suggested_filename == "codes.txt"
    assert re.fullmatch(r"(\d{4} ){2}\d{4}", saved[0].strip())
    page.goto("/ru/accounts/2fa/webauthn/add/")
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("#passkey")).to_be_hidden()


def problems(page):
    found = AXE.run(page).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_axe_finds_nothing_at_the_doors_and_nothing_overflows(
    chromium, live_server, language, theme
):
    options = {"color_scheme": theme, "viewport": {"width": 320, "height": 640}}
    with browser.watched_page(chromium, live_server.url, **options) as page:
        doors = f"/{language}/accounts/"
        page.goto(f"{doors}signup/")
        page.eval_on_selector("main form", "form => { form.noValidate = true; }")
        page.fill("[name=password1]", "12345")
        browser.follow(page, "main form button")
        found = {"signup with errors": problems(page)}
        sign_up(page, language)
        found["codes"] = problems(page)
        for route in ("2fa/", "2fa/totp/activate/", "2fa/webauthn/add/", "password/change/"):
            page.goto(doors + route)
            found[route] = problems(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, route
        page.context.clear_cookies()
        for route in ("login/", "login/code/", "recover/"):
            page.goto(doors + route)
            found[route] = problems(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, route
        assert {name: each for name, each in found.items() if each} == {}
