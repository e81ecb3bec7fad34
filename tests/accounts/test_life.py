"""A member's whole life in a browser: in without an address, lost and found, out without a trace."""

import json
import zipfile

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from accounts.models import Session, User
from tests import browser

PASSWORD, SECOND = "a long and quiet river", "another river, wider still"


def submit(page):
    browser.follow(page, "main form button >> nth=0")


def sign_up(page):
    """The recovery codes, which are shown once."""
    page.goto("/ru/accounts/signup/")
    page.fill("[name=username]", "Незабудка")
    page.fill("[name=password1]", PASSWORD)
    submit(page)
    page.wait_for_selector(".codes")
    codes = page.locator(".codes code").all_inner_texts()
    page.click("main .choices a[href='/ru/me/']")
    page.wait_for_url("**/ru/me/")
    return codes


def add_passkey(page):
    page.goto("/ru/accounts/2fa/webauthn/add/")
    page.click("#passkey")
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)


def sign_out(page):
    page.goto("/ru/accounts/logout/")
    submit(page)
    page.wait_for_url(lambda url: "logout" not in url)


def come_back(page, code, spare):
    """By a recovery code; and, since there is a passkey, by a second one instead of it."""
    page.goto("/ru/accounts/recover/")
    page.fill("[name=name]", "НЕЗАБУДКА")
    page.fill("[name=code]", code)
    page.fill("[name=password]", SECOND)
    submit(page)
    page.wait_for_url("**/2fa/authenticate/")
    page.fill("[name=code]", spare)
    submit(page)
    page.wait_for_url("**/ru/me/")


def take_a_copy(page, run_jobs):
    page.goto("/ru/me/export/")
    submit(page)
    confirm(page)
    run_jobs()
    page.goto("/ru/me/export/")
    with page.expect_download() as download:
        page.click("main a.button[href*='/export/']")
    return zipfile.ZipFile(download.value.path())


def confirm(page):
    """The password again, where the page asks for it."""
    if "/reauthenticate/" in page.url:
        page.fill("[name=password]", SECOND)
        submit(page)
        page.wait_for_url(lambda url: "/reauthenticate/" not in url)


def close(page):
    page.goto("/ru/me/close/")
    page.check("[name=when][value=now]")
    page.check("[name=texts][value=erase]")
    page.check("[name=is_sure]")
    submit(page)
    confirm(page)
    page.wait_for_url("**/closed/")


@pytest.mark.django_db(transaction=True)
def test_a_member_comes_loses_the_password_returns_and_leaves(page_with_passkeys, run_jobs):
    page = page_with_passkeys
    codes = sign_up(page)
    assert len(codes) == 10
    add_passkey(page)
    sign_out(page)
    come_back(page, codes[0], codes[1])
    user = User.objects.get(name="Незабудка")
    assert user.check_password(SECOND)
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1

    with take_a_copy(page, run_jobs) as copy:
        assert "index.html" in copy.namelist()
        account = [
            json.loads(copy.read(name)) for name in copy.namelist() if name.endswith(".json")
        ]
        assert "Незабудка" in json.dumps(account, ensure_ascii=False)

    close(page)
    assert not User.objects.filter(name="Незабудка").exists()
    assert not Session.objects.filter(user=user.pk).exists()
    page.goto("/ru/me/")
    assert "/accounts/login/" in page.url
    page.fill("[name=login]", "Незабудка")
    page.fill("[name=password]", SECOND)
    submit(page)
    expect(page.locator("main .errorlist:visible")).to_have_count(1)
    assert page.watch.problems == []
