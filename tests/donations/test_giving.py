"""From the form to Stripe's page: no click too many gives twice."""

import threading

import pytest
from django.db import connections

from donations import giving, remote
from donations.models import MONTHLY, ONCE, Campaign, Checkout, Donor, Payment, Subscription

pytestmark = pytest.mark.django_db


def opened(play):
    return [
        call
        for call in play.stripe.log
        if call.path == "/v1/checkout/sessions" and call.method == "POST"
    ]


def test_two_clicks_on_one_page_are_one_visit(play):
    first = play.begin(mark="page")
    second = play.begin(mark="page")
    assert first.pk == second.pk
    assert first.stripe_id == second.stripe_id


def test_another_choice_on_the_same_page_is_another_visit(play):
    visits = [
        play.begin(mark="page"),
        play.begin(mark="page", amount=2000),
        play.begin(mark="page", kind=ONCE),
        play.begin(mark="page", currency="usd"),
    ]
    assert len({each.stripe_id for each in visits}) == 4


def test_a_click_after_paying_opens_nothing(play):
    gift = giving.Gift(MONTHLY, 1000, "eur", "ru", "page")
    checkout, _url = giving.begin(gift, addresses=("https://x/done", "https://x/back"))
    play.pay(checkout)
    again, url = giving.begin(gift, addresses=("https://x/done", "https://x/back"))
    assert (again.pk, url) == (checkout.pk, "")


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_are_one_visit(play):
    start = threading.Barrier(3)
    seen = []

    def click():
        start.wait()
        try:
            seen.append(play.begin(mark="page").stripe_id)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _each in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(seen) == 3
    assert len(set(seen)) == 1


def test_an_answer_lost_after_stripe_did_it_opens_no_second_visit(play):
    play.begin()  # the product is there from now on
    before = len(opened(play))
    play.stripe.faults.add("timeout_after", matching="POST /v1/checkout/sessions")
    checkout = play.begin()
    calls = opened(play)[before:]
    assert len(calls) == 2
    assert len({call.key for call in calls}) == 1
    assert checkout.stripe_id


def test_after_a_failure_the_same_click_works(play):
    """With the key of another attempt: its parameters are no longer the same."""
    play.begin()
    play.stripe.faults.add("timeout_after", matching="POST /v1/checkout/sessions", times=3)
    with pytest.raises(remote.Unavailable):
        play.begin(mark="page")
    assert Checkout.objects.filter(stripe_id=None).count() == 1
    play.stripe.advance(seconds=90)
    assert play.begin(mark="page").stripe_id


def test_what_was_paid_in_a_visit_whose_answer_was_lost_is_found(play):
    play.begin()
    play.stripe.faults.add("timeout_after", matching="POST /v1/checkout/sessions", times=3)
    with pytest.raises(remote.Unavailable):
        play.begin(mark="lost")
    lost = Checkout.objects.get(stripe_id=None)
    with play.stripe.work() as work:
        (session,) = [
            it for it in work.every("checkout.session") if it["client_reference_id"] == lost.key
        ]
    play.stripe.complete(session["id"], email="anna@example.org")
    play.hear()
    lost.refresh_from_db()
    assert (lost.stripe_id, lost.state) == (session["id"], Checkout.State.COMPLETE)
    assert Payment.objects.count() == 1


def test_a_key_for_other_parameters_is_refused_in_our_words(play, monkeypatch):
    play.begin(mark="page")
    Checkout.objects.update(stripe_id=None, attempts=0)
    play.stripe.advance(seconds=90)  # another hour of expiry: not the same request
    with pytest.raises(remote.Refused, match="idempotency"):
        play.begin(mark="page")
    assert play.begin(mark="page").stripe_id  # the next attempt has the next key


def test_stripe_is_told_nothing_of_the_cause(play):
    campaign = Campaign.objects.create(title_ru="Тайное дело", title_en="Secret cause", goal=1000)
    checkout = play.begin(campaign=campaign)
    told = str([call.params for call in play.stripe.log])
    assert "ecret" not in told
    assert "айное" not in told
    play.pay(checkout)
    play.hear()
    assert Payment.objects.get().campaign == campaign == play.subscription().campaign


def test_a_visit_expires(play):
    checkout = play.begin()
    play.stripe.advance(seconds=46 * 60)
    play.hear()
    checkout.refresh_from_db()
    assert checkout.state == Checkout.State.EXPIRED
    assert not Donor.objects.exists()


def test_the_tab_may_be_closed_before_coming_back(play):
    play.pay(play.begin())
    play.hear()  # nobody asked for the page of thanks
    assert Payment.objects.count() == Subscription.objects.count() == 1
    assert play.said() == ["receipt"]


@pytest.mark.parametrize(("succeeds", "state"), [(True, "complete"), (False, "failed")])
def test_a_slow_bank_decides_later(play, succeeds, state):
    checkout = play.give(ONCE, card="asynchronous")
    assert checkout.state == Checkout.State.PROCESSING
    assert not Payment.objects.exists()
    assert play.said() == []
    play.stripe.settle(checkout.stripe_id, succeeds=succeeds)
    play.hear()
    checkout.refresh_from_db()
    assert checkout.state == state
    assert Payment.objects.count() == succeeds
    assert play.said() == ["receipt"] * succeeds


def test_one_address_is_one_donor_however_many_customers(play):
    play.give()
    play.give(amount=2000, email="  Anna.Donor@Example.org ".strip())
    play.give(ONCE, email="anna.donor@example.org")
    donor = Donor.objects.get()
    assert donor.customers.count() == 2
    assert Subscription.objects.of(donor).count() == 2
    assert Payment.objects.of(donor).count() == 3


def test_a_donation_that_began_elsewhere_is_taken_in(play):
    """From Stripe's dashboard, or the site before this one."""
    checkout = play.begin()
    Checkout.objects.all().delete()
    play.pay(checkout)
    play.hear()
    assert Payment.objects.count() == Subscription.objects.count() == 1
    assert Donor.objects.get().language == "ru"


def test_a_visit_nobody_was_led_to_ends_without_a_word(play):
    """Stripe had opened it and no answer came; the next click was led to another one, and paid there."""
    play.give()
    play.stripe.faults.add("timeout_after", matching="POST /v1/checkout/sessions", times=3)
    with pytest.raises(remote.Unavailable):
        play.begin(mark="page")
    play.stripe.advance(seconds=60)
    checkout = play.begin(mark="page")
    play.stripe.advance(seconds=45 * 60 - 30)  # the first one expires
    play.hear()
    seen = Checkout.objects.get(pk=checkout.pk)
    assert (seen.stripe_id, seen.state) == (checkout.stripe_id, Checkout.State.OPEN)
    play.pay(checkout)
    play.hear()
    seen.refresh_from_db()
    assert (seen.stripe_id, seen.state) == (checkout.stripe_id, Checkout.State.COMPLETE)
