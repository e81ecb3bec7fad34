"""The donor's own page: what it shows, that looking changes nothing, and the deeds of no one donation."""

import datetime
import threading
import time

import pytest
from django.test import Client
from django.utils.translation import override

from donations import links, live, remote
from donations.models import Checkout, Donor, PaymentTrace, Subscription
from donations.overview import SHOWN
from tests.donations.factories import (
    make_customer,
    make_dispute,
    make_donor,
    make_payment,
    make_refund,
    make_subscription,
)
from tests.donations.pages import address, dump, every_address
from tests.donations.playing import ANNA
from tests.factories import make_member, sign_in

pytestmark = pytest.mark.django_db

State = Subscription.State
DAY = datetime.date(2026, 12, 15)
CARD = remote.Card("visa", "4242", 8, 2028)


@pytest.fixture
def donor():
    return make_donor(ANNA)


@pytest.fixture
def told(monkeypatch):
    """What Stripe tells of each donation, by the row's key."""
    found = {}
    monkeypatch.setattr(live, "details", lambda _rows: found)
    return found


def shown(donor, language="en", query="", client=None):
    response = (client or Client()).get(address("own", donor, language=language) + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


# What is shown


def test_a_monthly_donation_with_its_card_and_next_charge(donor, told):
    row = make_subscription(donor, period_ends_on=DAY)
    told[row.pk] = live.Details(CARD)
    html = shown(donor)
    for words in ("€10 a month", "15 December 2026", "Visa", "•••• 4242", "valid until 08/2028"):
        assert words in html
    assert "isn’t answering" not in html


def test_a_card_that_has_expired_is_said(donor, told):
    row = make_subscription(donor)
    told[row.pk] = live.Details(remote.Card("visa", "4242", 1, 2020))
    assert "it has expired" in shown(donor)


STATES = [
    ({"state": "active"}, "Active", {"stop", "pause", "amount", "card"}),
    ({"state": "ending"}, "Stopped: nothing more will be charged. Until 15 December 2026", {"resume"}),
    ({"state": "paused", "paused_until": DAY}, "Paused until 15 December 2026.", {"stop", "resume", "amount", "card"}),
    ({"state": "paused"}, "until you resume it", {"stop", "resume", "amount", "card"}),
    ({"state": "past_due"}, "Stripe tries again on 3 December 2026.", {"stop", "card"}),
    ({"state": "unpaid"}, "Stripe tries no more", {"stop", "card"}),
    ({"state": "pending"}, "Being set up", {"stop"}),
    ({"state": "unknown"}, "doesn’t know yet", {"stop"}),
    ({"state": "active", "stop_asked_by": "donor"}, "Stripe has not confirmed it yet", {"stop"}),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "words", "deeds"), STATES)
def test_each_state_is_said_in_plain_words_with_the_deeds_that_are_possible(
    donor, told, fields, words, deeds
):
    row = make_subscription(donor, customer=make_customer(donor), period_ends_on=DAY, **fields)
    told[row.pk] = live.Details(CARD, tries_on=datetime.date(2026, 12, 3))
    html = shown(donor)
    assert words in html
    offered = {
        deed
        for deed in ("stop", "resume", "pause", "amount", "card")
        if f"/{row.pk}/{deed}/" in html
    }
    assert offered == deeds


ENDS = [("donor", "stopped by you"), ("payment", "no longer went through"), ("dispute", "disputed at the bank"),
        ("treasurer", "stopped by us"), ("stripe", "stopped at Stripe"), ("expired", "never begun")]  # fmt: skip


@pytest.mark.parametrize(("reason", "words"), ENDS)
def test_what_has_ended_says_when_and_why_and_offers_nothing(donor, told, reason, words):
    row = make_subscription(donor, state="ended", end_reason=reason, ended_on=DAY)
    html = shown(donor)
    assert words in html
    assert "15 December 2026" in html
    assert f"/{row.pk}/" not in html


def test_where_the_bank_wants_a_word_a_link_leads_to_stripe_s_page_without_a_referrer(donor, told):
    row = make_subscription(donor, state="past_due")
    told[row.pk] = live.Details(CARD, page="https://invoice.stripe.com/i/x")
    assert 'href="https://invoice.stripe.com/i/x" rel="noreferrer">' in shown(donor)


def test_what_failed_comes_first(donor, told):
    make_subscription(donor, amount=1100)
    make_subscription(donor, amount=2200, state="past_due", started_on=datetime.date(2020, 1, 1))
    html = shown(donor)
    assert html.index("€22 a month") < html.index("€11 a month")


def test_several_customers_of_one_address_are_one_page(donor, told):
    for amount in (1100, 2200):
        make_subscription(donor, customer=make_customer(donor), amount=amount)
    html = shown(donor)
    assert "€11 a month" in html
    assert "€22 a month" in html


def test_another_donor_s_giving_is_not_shown(donor, told):
    other = make_donor("boris@example.org")
    make_subscription(other, amount=7700)
    make_payment(other, amount=8800)
    html = shown(donor)
    assert "€77" not in html
    assert "€88" not in html


def test_refunds_and_disputes_are_marked(donor, told):
    make_refund(make_payment(donor), amount=300)
    make_refund(make_payment(donor), amount=200, state="pending")
    make_refund(make_payment(donor), amount=600, state="failed")
    make_dispute(make_payment(donor), amount=1000)
    make_dispute(make_payment(donor), amount=1000, state="open")
    html = shown(donor)
    for words in (
        "€3 returned",
        "€2 on its way back",
        "€10 taken back by the bank",
        ">disputed at the bank<",
    ):
        assert words in html
    assert "€6 " not in html


def test_the_newest_payments_are_shown_and_the_rest_by_year(donor, told):
    for number in range(SHOWN + 6):
        make_payment(
            donor, paid_on=datetime.date(2026, 6, 1) - datetime.timedelta(days=31 * number)
        )
    html = shown(donor)
    assert html.count("/receipts/") == 2 * SHOWN
    for year in (2026, 2025, 2024):
        assert f"/statements/{year}.pdf" in html
    assert "in the statements of their years" in html


@pytest.mark.parametrize("rows", [2, 20])
def test_as_many_queries_for_two_as_for_twenty(donor, told, rows, django_assert_num_queries):
    for _ in range(rows):
        payment = make_payment(donor, subscription=make_subscription(donor))
        make_refund(payment)
        make_dispute(payment)
    path = address("own", donor)
    with django_assert_num_queries(6):
        Client().get(path)


def test_who_has_given_nothing_yet_sees_so(donor):
    html = shown(donor)
    assert "Nothing is charged monthly." in html
    assert "No payment has arrived yet." in html


# Stripe


def test_while_stripe_is_away_the_rest_is_shown_and_said(donor, monkeypatch):
    def away(_):
        raise remote.Unavailable("away")

    monkeypatch.setattr("donations.gateway.subscription", away)
    make_subscription(donor, period_ends_on=DAY)
    html = shown(donor)
    assert "isn’t answering just now" in html
    assert "15 December 2026" in html
    assert "not known just now" in html


def test_a_stripe_that_hangs_is_waited_for_a_little_and_then_left_alone(donor, monkeypatch):
    released, asked = threading.Event(), []

    def hang(stripe_id):
        asked.append(stripe_id)
        released.wait(60)
        raise remote.Unavailable("late")

    monkeypatch.setattr(live, "PATIENCE", 0.3)
    monkeypatch.setattr("donations.gateway.subscription", hang)
    for _ in range(3):
        make_subscription(donor)
    try:
        started = time.monotonic()
        for _ in range(3):
            assert "isn’t answering just now" in shown(donor)
        assert time.monotonic() - started < 30
        assert len(asked) == 3  # by the first page alone, all of them at once
    finally:
        released.set()


def test_the_sandbox_tells_of_card_and_failure(play):
    play.give(card="fails_later")
    play.stripe.advance(days=32)
    play.hear()
    row = play.subscription()
    found = live.details([row])[row.pk]
    assert (found.card.brand, found.card.last4) == ("visa", "0341")
    assert found.tries_on > datetime.date(2026, 2, 15)
    assert "/invoice/" in found.page
    assert "0341" not in repr(found)


# Looking changes nothing


def test_no_page_writes_anything_when_it_is_looked_at(play):
    """A mail scanner opens every link, with every query it can think of."""
    play.give()
    row = play.subscription()
    trace = PaymentTrace.objects.get()
    addresses = every_address(row.donor, row, trace.payment)
    before, asked = dump(), len(play.stripe.log)
    for path in addresses:
        for method in (play.client.get, play.client.head):
            for query in (
                "",
                f"?done=stop&id={row.pk}",
                "?done=card&id=x",
                "?stop=1&method=post&_method=POST",
            ):
                method(path + query)
    assert dump() == before
    sent = [call.method for call in play.stripe.log[asked:]]
    assert sent
    assert set(sent) == {"GET"}


# What was done is said when it is so


def test_a_forged_address_says_nothing(donor, told):
    row = make_subscription(donor)
    for query in (f"?done=stop&id={row.pk}", f"?done=pause&id={row.pk}", f"?done=card&id={row.pk}",
                  "?done=links", f"?done=<b>&id={row.pk}", "?done=stop&id=x", "?done=stop&id=" + "9" * 5000,
                  "?done=stop&id=-1", "?done=stop&id=٣", "?done=stop&id=" + "9" * 19):  # fmt: skip
        assert 'role="status"' not in shown(donor, query=query), query


def test_of_another_s_donation_an_address_says_nothing(donor, told):
    row = make_subscription(make_donor(), state="ending", period_ends_on=DAY)
    assert 'role="status"' not in shown(donor, query=f"?done=stop&id={row.pk}")


SAID = [
    ("stop", {"state": "ending"}, "€10 a month is stopped, and Stripe has confirmed it"),
    ("stop", {"state": "ended", "ended_on": DAY}, "€10 a month is stopped, and Stripe has confirmed it"),
    ("resume", {"state": "active"}, "It goes on: €10 a month, the next time on 15 December 2026."),
    ("pause", {"state": "paused", "paused_until": DAY}, "Nothing is charged until 15 December 2026."),
    ("amount", {"state": "active"}, "From the next charge on, it is €10 a month."),
]  # fmt: skip


@pytest.mark.parametrize(("deed", "fields", "words"), SAID)
def test_what_the_row_confirms_is_said(donor, told, deed, fields, words):
    row = make_subscription(donor, **{"period_ends_on": DAY} | fields)
    html = shown(donor, query=f"?done={deed}&id={row.pk}")
    assert 'role="status"' in html
    assert words in html


@pytest.mark.parametrize("deed", ["stop", "resume", "amount"])
def test_while_a_stop_is_not_confirmed_nothing_is_said_to_be_done(donor, told, deed):
    row = make_subscription(donor, stop_asked_by="donor")
    html = shown(donor, query=f"?done={deed}&id={row.pk}")
    assert 'role="status"' not in html
    assert "is stopped, and Stripe has confirmed" not in html


@pytest.mark.parametrize(
    ("state", "words"),
    [("complete", "The new card is in place."), ("processing", "has not told us of the new card yet"),
     ("open", "has not told us of the new card yet"), ("failed", "could not be put in place"), ("expired", None)],
)  # fmt: skip
def test_of_a_new_card_what_became_of_the_visit_is_said(donor, told, state, words):
    row = make_subscription(donor)
    Checkout.objects.create(
        key="k",
        kind="card",
        currency="eur",
        language="en",
        donor=donor,
        subscription=row,
        state=state,
    )
    html = shown(donor, query=f"?done=card&id={row.pk}")
    assert words is None or words in html
    assert ('role="status"' in html) == (words is not None)


# All links


def test_after_a_change_of_link_only_the_new_one_opens(donor, told, client):
    before = links.token(donor)
    response = client.post(address("links", donor, token=before))
    assert response.status_code == 303
    assert client.get(address("own", donor, token=before)).status_code == 410
    page = client.get(response["Location"])
    assert "All earlier links are switched off." in page.content.decode()
    assert dump()["ProcrastinateJob"][0]["args"]["kind"] == "renewed"


# Forgetting


def test_who_is_forgotten_is_told_so_on_the_last_page(play):
    play.give()
    row = play.subscription()
    token = links.token(row.donor)
    page = play.client.get(address("forget", row.donor, token=token))
    assert "€10 a month" in page.content.decode()
    done = play.client.post(address("forget", row.donor, token=token))
    assert done.status_code == 200
    assert "You are forgotten" in done.content.decode()
    assert token not in done.content.decode().replace(
        f'value="/en/donate/manage/{token}/forget/"', ""
    )
    assert not Donor.objects.exists()
    row.refresh_from_db()
    assert (row.state, row.donor, row.stripe_id) == (State.ENDED, None, None)
    assert play.client.post(address("forget", Donor(pk=1), token=token)).status_code == 410


def test_while_stripe_is_away_the_wish_is_kept_and_said_to_be(play):
    play.give()
    row = play.subscription()
    token = links.token(row.donor)
    play.stripe.faults.add("500", matching="* /v1/*", times=100)
    done = play.client.post(address("forget", row.donor, token=token))
    assert done.status_code == 503
    html = done.content.decode()
    assert "You are being forgotten" in html
    assert "You are forgotten" not in html
    assert play.client.get(address("own", row.donor, token=token)).status_code == 410
    play.stripe.faults.clear()
    play.work(also_later=True)
    assert not Donor.objects.exists()


# Others


@pytest.mark.parametrize("name", ["links", "forget"])
def test_another_site_s_form_is_refused(donor, client, name):
    before = dump()
    for origin, site in (("https://evil.example", ""), ("null", "cross-site")):
        headers = {"Origin": origin, "Sec-Fetch-Site": site}
        response = client.post(address(name, donor), headers=headers)
        assert response.status_code == 403
    assert dump() == before


def test_a_page_of_ours_may_send_a_form_though_it_hides_its_address(donor, client):
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert client.post(address("links", donor), headers=headers).status_code == 303


def test_an_old_browser_that_tells_nothing_of_the_page_may_stop(donor, client):
    """Safari before 16.4 names no site beside “null”; iPhones of 2015 have no newer one."""
    path = address("links", donor)
    assert client.post(path, headers={"Origin": "null"}).status_code == 303


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(donor, client, method):
    for path in every_address(donor, make_subscription(donor), make_payment(donor)):
        assert getattr(client, method)(path).status_code == 405


def test_a_member_with_the_donor_s_address_sees_nothing_and_is_tied_to_nothing(donor, told):
    make_subscription(donor, amount=7700)
    member = make_member(email=ANNA, password="a long and quiet river")
    client = Client()
    sign_in(client, member)
    members = {name: rows for name, rows in dump().items() if name == "User"}
    for path in ("/en/me/", "/en/donate/manage/", "/en/me/export/"):
        assert "€77" not in client.get(path).content.decode()
    assert "€77" in shown(donor, client=client)
    after = dump()
    assert {name: after[name] for name in members} == members
    for model in (Donor, Subscription, PaymentTrace, Checkout):
        assert not [
            f
            for f in model._meta.get_fields()
            if f.related_model and f.related_model._meta.app_label == "accounts"
        ]


def test_a_page_in_russian_is_russian(donor, told):
    row = make_subscription(donor, period_ends_on=DAY)
    told[row.pk] = live.Details(CARD)
    make_payment(donor)
    with override("ru"):
        html = shown(donor, language="ru")
    for words in ("10 € в месяц", "Следующее списание", "15 декабря 2026 г.", "Прекратить"):
        assert words in html
