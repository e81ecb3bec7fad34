"""The treasurer's pages in a browser, under the policy: nothing is blocked, nothing needs a script."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from donations import demo_payments, gateway
from donations.models import Refund, today
from tests.donations.factories import make_donor, make_payment
from tests.donations.test_refunding import Refunds
from tests.factories import make_editor, sign_in_with_second_factor

WIDTHS = (390, 1280)


def enter(page, server):
    """As a treasurer who has signed in elsewhere."""
    client = Client()
    sign_in_with_second_factor(client, make_editor(name="Treasurer"))
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": server.url}]
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_the_overview_fits_and_is_drawn(page, live_server, width):
    demo_payments.write_demo()
    enter(page, live_server)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/admin/donations/payment/overview/")
    excess = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(excess) <= 0
    pictures = page.locator("svg.picture").all()
    assert len(pictures) == 5  # three currencies, the flow, what runs
    for picture in pictures:
        box, bars = picture.bounding_box(), picture.locator("rect, circle").all()
        assert len(bars) > 20
        last = bars[-1].bounding_box()
        assert box["width"] > width / 2
        assert box["x"] <= last["x"] and last["x"] + last["width"] <= box["x"] + box["width"] + 1
    expect(page.locator("details.numbers[open]")).to_have_count(0)
    page.locator("details.numbers summary").first.click()
    expect(page.locator("details.numbers[open] tbody tr")).to_have_count(24)


def test_a_payment_is_given_back_without_scripts(page_without_scripts, live_server, monkeypatch):
    page, refunds = page_without_scripts, Refunds()
    monkeypatch.setattr(gateway, "make_refund", refunds.make)
    monkeypatch.setattr(gateway, "refunds_of", refunds.of)
    monkeypatch.setattr(gateway, "refund", refunds.one)
    payment = make_payment(make_donor(), amount=2500, paid_on=today())
    enter(page, live_server)
    page.goto(f"/admin/donations/payment/{payment.pk}/change/")
    page.click(".object-tools a >> nth=0")
    page.fill("[name=amount]", "7,50")
    page.press("[name=amount]", "Enter")
    assert not Refund.objects.exists()
    page.click("form[method=post] .submit-row input")
    page.locator(".messagelist .success").wait_for()
    assert Refund.objects.get().amount == 750
