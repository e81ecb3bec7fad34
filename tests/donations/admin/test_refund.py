"""Refunding a payment in the admin."""

import pytest
from django.contrib.admin.models import LogEntry

from donations import gateway, remote
from donations.models import ONCE, Payment, Refund
from tests.donations.admin.staff import client_of
from tests.donations.factories import make_donor, make_payment, make_refund

pytestmark = pytest.mark.django_db
RIGHTS = ("view_payment", "refund_payment")


@pytest.fixture
def paid(play):
    """A payment of 10 €, known to the sandbox."""
    play.give(ONCE, amount=1000)
    return Payment.objects.get()


def path(payment, page="refund"):
    return f"/admin/donations/payment/{payment.pk}/{page}/"


def decide(client, payment, amount=1000, knowing=0):
    return client.post(path(payment), {"amount": amount, "knowing": knowing}, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_the_whole_is_preselected_and_asked_for_once_more(paid):
    client = client_of(*RIGHTS)
    assert path(paid) in client.get(path(paid, "change")).content.decode()
    form = client.get(path(paid)).context["form"]
    assert form["amount"].value() == "10"
    asked = client.get(path(paid), {"amount": "10"})
    assert asked.context["decision"].initial == {"amount": 1000, "knowing": 0}
    assert not Refund.objects.exists()


def test_it_is_given_back_and_logged_and_the_donor_is_told(play, paid):
    client = client_of(*RIGHTS)
    response = decide(client, paid)
    assert response.redirect_chain == [(path(paid, "change"), 302)]
    row = Refund.objects.get()
    assert (row.amount, row.state, row.payment) == (1000, "succeeded", paid)
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.content_type.model) == (str(paid.pk), "payment")
    assert "10" in entry.change_message
    assert path(paid) not in response.content.decode()  # nothing is left to give back
    play.hear()
    assert Refund.objects.count() == 1


def test_a_part_can_be_given_back(paid):
    client = client_of(*RIGHTS)
    asked = client.get(path(paid), {"amount": "2,50"}).context["decision"].initial
    decide(client, paid, **asked)
    assert Refund.objects.get().amount == 250


def test_a_second_click_gives_nothing_back(paid):
    client = client_of(*RIGHTS)
    decide(client, paid, amount=400)
    response = decide(client, paid, amount=400)
    assert Refund.objects.get().amount == 400
    assert LogEntry.objects.count() == 1
    assert len(said(response)) == 1


@pytest.mark.parametrize("typed", ["0", "10,01", "ten", "-1", "5 $", ""])
def test_what_cannot_go_back_is_said_in_its_place(paid, typed):
    response = client_of(*RIGHTS).get(path(paid), {"amount": typed})
    assert response.context["form"].errors["amount"]
    assert "decision" not in response.context


@pytest.mark.parametrize("right", RIGHTS)
def test_who_has_half_the_right_has_none(paid, right):
    client = client_of(right)
    assert client.get(path(paid)).status_code == 403
    assert decide(client, paid).status_code == 403
    assert not Refund.objects.exists()
    if right == "view_payment":
        assert path(paid) not in client.get(path(paid, "change")).content.decode()


def test_the_stranger_is_sent_to_the_door(client, paid):
    assert client.post(path(paid), {"amount": 1000, "knowing": 0}).status_code == 302
    assert not Refund.objects.exists()


def test_getting_the_page_gives_nothing_back(paid):
    client = client_of(*RIGHTS)
    for query in ("", "?amount=10", "?amount=1000&knowing=0"):
        assert client.get(path(paid) + query).status_code == 200
    assert client.put(path(paid)).status_code == 405
    assert not Refund.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_forged_form_gives_nothing_back(paid):
    client = client_of(*RIGHTS)
    client.handler.enforce_csrf_checks = True
    assert decide(client, paid).status_code == 403
    assert not Refund.objects.exists()


@pytest.mark.parametrize("data", [{}, {"amount": "x", "knowing": 0}, {"amount": -5, "knowing": 0}])
def test_half_a_form_gives_nothing_back(paid, data):
    response = client_of(*RIGHTS).post(path(paid), data, follow=True)
    assert len(said(response)) == 1
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (remote.Declined("insufficient_funds"), "insufficient_funds"),
        (remote.Refused("charge_disputed"), "charge_disputed"),
    ],
)
def test_what_stripe_refuses_is_said(paid, monkeypatch, error, word):
    def refuse(*_args, **_options):
        raise error

    monkeypatch.setattr(gateway, "make_refund", refuse)
    response = decide(client_of(*RIGHTS), paid)
    assert word in said(response)[0]
    assert not LogEntry.objects.exists()


def test_when_stripe_is_silent_it_may_have_been_done(paid, monkeypatch):
    def silent(*_args, **_options):
        raise remote.Unavailable("Timeout")

    monkeypatch.setattr(gateway, "make_refund", silent)
    response = decide(client_of(*RIGHTS), paid)
    assert len(said(response)) == 1
    assert LogEntry.objects.count() == 1  # that it was asked for is known
    assert not Refund.objects.exists()


def test_the_payment_of_who_was_forgotten_is_refunded_elsewhere(admin_client):
    payment = make_payment()
    page = admin_client.get(path(payment)).content.decode()
    assert 'name="amount"' not in page
    assert len(said(decide(admin_client, payment))) == 1


def test_what_went_back_whole_is_not_offered(admin_client):
    payment = make_payment(make_donor())
    make_refund(payment)
    assert path(payment) not in admin_client.get(path(payment, "change")).content.decode()
    assert 'name="amount"' not in admin_client.get(path(payment)).content.decode()


def test_neither_log_nor_message_names_anybody(play, paid):
    response = decide(client_of(*RIGHTS), paid)
    entry = LogEntry.objects.get()
    text = entry.change_message + entry.object_repr + "".join(said(response))
    assert not [word for word in ("anna", "pi_", "re_", "cus_") if word in text.lower()]
