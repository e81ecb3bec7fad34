"""What a donor changes: asked once, done by POST, said only when Stripe confirmed it, theirs alone."""

import datetime
import html as escaping
from urllib.parse import urlsplit

import pytest
from django.conf import settings as site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donations import links, managing, money, stopping
from donations.models import CARD, Checkout, Payment, Subscription
from tests.donations.factories import make_customer, make_donor, make_payment, make_subscription
from tests.donations.pages import address, dump
from tests.donations.playing import ANNA

pytestmark = pytest.mark.django_db

State = Subscription.State
DAY = datetime.date(2026, 12, 15)
DEEDS = ["stop", "resume", "pause", "amount", "card"]
FORMS = {"stop": {}, "resume": {}, "pause": {"months": "2"}, "amount": {"amount": "15"}, "card": {}}


@pytest.fixture
def row(play):
    play.give()
    play.said()
    return play.subscription()


def post(client, deed, row, form=None, language="en", **more):
    path = address(deed, row.donor, row.pk, language=language)
    return client.post(path, FORMS[deed] if form is None else form, **more)


def followed(client, response):
    """The page a deed leads to, as text."""
    assert response.status_code == 303
    return text_of(client.get(response["Location"]))


def text_of(response):
    return " ".join(
        escaping.unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split()
    )


# Stop


def test_two_clicks_from_the_link_it_is_stopped(play, row):
    token = links.token(row.donor)
    overview = text_of(play.client.get(address("own", row.donor, token=token)))
    stop = address("stop", row.donor, row.pk, token=token)
    assert f'href="{stop}"' in overview
    asked = text_of(play.client.get(stop))
    assert "Stop €10 a month?" in asked
    assert "If you change your mind before 15 February 2026, one click resumes it." in asked
    assert '<form class="choices" method="post"> <button>Yes, stop</button>' in asked
    done = followed(play.client, play.client.post(stop))
    assert "€10 a month is stopped, and Stripe has confirmed it" in done
    play.hear()
    assert play.said() == ["stopped"]
    play.stripe.advance(days=70)
    play.hear()
    assert Payment.objects.count() == 1


def test_a_second_click_on_stop_does_no_harm(play, row):
    for _ in range(3):
        assert "is stopped, and Stripe has confirmed" in followed(
            play.client, post(play.client, "stop", row)
        )
    play.hear()
    assert play.said() == ["stopped"]


@pytest.mark.parametrize("fault", ["500", "429", "connection", "timeout_after"])
def test_while_stripe_is_away_it_is_honestly_not_called_stopped(play, row, fault):
    play.stripe.faults.add(fault, matching="* /v1/*", times=100)
    response = post(play.client, "stop", row)
    assert response.status_code == 503
    words = text_of(response)
    assert "Written down, but not confirmed yet" in words
    assert "is stopped" not in words
    overview = text_of(play.client.get(address("own", row.donor) + f"?done=stop&id={row.pk}"))
    assert "Being stopped: Stripe has not confirmed it yet." in overview
    assert "is stopped, and Stripe has confirmed" not in overview
    play.stripe.faults.clear()
    play.work(also_later=True)
    play.hear()
    assert "Stopped: nothing more will be charged." in text_of(
        play.client.get(address("own", row.donor))
    )
    assert play.said() == ["stopped"]


def test_what_stripe_could_not_do_can_be_asked_for_again_by_hand(play, row):
    play.stripe.faults.add("500", matching="* /v1/*", times=100)
    post(play.client, "stop", row)
    play.stripe.faults.clear()
    overview = text_of(play.client.get(address("own", row.donor)))
    assert "Ask Stripe again now" in overview
    assert "has confirmed it" in followed(play.client, post(play.client, "stop", row))


def test_what_was_not_paid_ends_at_once(play):
    play.give(card="fails_later")
    play.stripe.advance(days=32)
    play.hear()
    row = play.subscription()
    asked = text_of(play.client.get(address("stop", row.donor, row.pk)))
    assert "It ends at once" in asked
    assert "has confirmed it" in followed(play.client, post(play.client, "stop", row))
    assert play.subscription().state == State.ENDED


# Resume, pause, amount


def test_resume_until_the_period_is_over(play, row):
    post(play.client, "stop", row)
    done = followed(play.client, post(play.client, "resume", row))
    assert "It goes on: €10 a month, the next time on 15 February 2026." in done
    play.stripe.advance(days=32)
    play.hear()
    assert Payment.objects.count() == 2


def test_what_has_ended_is_not_brought_back(play, row):
    post(play.client, "stop", row)
    play.stripe.advance(days=40)
    play.hear()
    response = post(play.client, "resume", row)
    assert response.status_code == 409
    assert "what has ended can’t be brought back" in text_of(response)


def test_pause_says_the_day_of_the_next_charge_and_keeps_to_it(play, row):
    asked = text_of(play.client.get(address("pause", row.donor, row.pk)))
    assert "2 months: the next charge will be on 15 April 2026" in asked
    done = followed(play.client, post(play.client, "pause", row))
    assert "It is paused. Nothing is charged until 15 April 2026." in done
    assert "Next charge</dt> <dd>15 April 2026" in done
    play.stripe.advance(days=89)  # 14 April
    play.hear()
    assert Payment.objects.count() == 1
    play.stripe.advance(days=2)
    play.hear()
    assert Payment.objects.count() == 2
    assert Payment.objects.latest("pk").paid_on == datetime.date(2026, 4, 15)


@pytest.mark.parametrize(
    "form", [{}, {"months": "4"}, {"months": "0"}, {"months": "x"}, {"months": ""}]
)
def test_a_pause_of_no_length_we_offer_is_an_error_in_place(play, row, form):
    response = post(play.client, "pause", row, form)
    assert response.status_code == 200
    assert "Choose for how long." in text_of(response)
    assert play.subscription().state == State.ACTIVE


def test_another_amount_holds_from_the_next_charge_on(play, row):
    form = text_of(play.client.get(address("amount", row.donor, row.pk)))
    assert 'value="€10"' in form
    done = followed(play.client, post(play.client, "amount", row, {"amount": "12,50 €"}))
    assert "From the next charge on, it is €12.50 a month." in done
    assert Payment.objects.count() == 1
    play.stripe.advance(days=32)
    play.hear()
    assert Payment.objects.latest("pk").amount == 1250


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "in figures"), ("abc", "in figures"), ("1", "The smallest donation is €3"), ("-5", "in figures"),
     ("1e9", "in figures"), ("99999", "please write to us first"), ("20 zł", "You wrote an amount in PLN"), ("NaN", "in figures")],
)  # fmt: skip
def test_an_amount_we_can_t_take_is_an_error_in_place(play, row, typed, words):
    asked = len(play.stripe.log)
    response = post(play.client, "amount", row, {"amount": typed})
    assert response.status_code == 200
    assert words in text_of(response)
    assert 'aria-invalid="true"' in text_of(response)
    assert len(play.stripe.log) == asked


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)  # fmt: skip
@given(typed=st.text(max_size=50))
def test_whatever_is_typed_it_is_an_error_or_an_amount_within_bounds(play, row, monkeypatch, typed):
    taken = []
    monkeypatch.setattr(
        "donations.managing.change_amount", lambda _row, amount: taken.append(amount)
    )
    response = post(play.client, "amount", row, {"amount": typed})
    assert response.status_code == (303 if taken else 200)
    for amount in taken:
        assert money.CURRENCIES["eur"].floor <= amount <= money.CEILING
    taken.clear()


# Card


def test_the_card_is_left_at_stripe_s_and_the_way_back_is_short(play, row):
    response = post(play.client, "card", row)
    assert response.status_code == 303
    assert "/sandbox/" in response["Location"]
    checkout = Checkout.objects.get(kind=CARD)
    [sent] = [call.params for call in play.stripe.log if call.params.get("mode") == "setup"]
    for way in (sent["success_url"], sent["cancel_url"]):
        assert way.startswith("http://testserver/en/donate/manage/")
        token = urlsplit(way).path.split("/")[4]
        assert links._signer().unsign_object(token)[2] == links.SHORT
    play.pay(checkout)
    path = sent["success_url"].removeprefix("http://testserver")
    assert "has not told us of the new card yet" in text_of(play.client.get(path))
    play.hear()
    assert "The new card is in place." in text_of(play.client.get(path))
    assert play.said() == ["card"]


def test_cards_are_not_tried_out_one_by_one_on_the_page_of_another_card(play, row):
    """Neither from one place nor, from many places, by one link."""
    limit = site.DONATE_PACE["source"]
    answers = [post(play.client, "card", row).status_code for _ in range(limit + 1)]
    assert answers == [303] * limit + [429]
    elsewhere = post(play.client, "card", row, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 429
    assert Checkout.objects.filter(kind=CARD).count() == limit


def test_the_page_of_the_card_may_lead_to_stripe_and_no_other_may(client, settings):
    settings.STRIPE_SECRET_KEY = "sk_live_x"
    donor = make_donor()
    row = make_subscription(donor, customer=make_customer(donor))
    for deed in DEEDS:
        policy = client.get(address(deed, donor, row.pk))["Content-Security-Policy"]
        allowed = "form-action 'self' https://checkout.stripe.com;" in policy + ";"
        assert allowed == (deed == "card"), deed


def test_without_a_key_the_page_of_the_card_leads_nowhere_else(client):
    donor = make_donor()
    row = make_subscription(donor, customer=make_customer(donor))
    policy = client.get(address("card", donor, row.pk))["Content-Security-Policy"]
    assert "stripe.com" not in policy
    assert site.STRIPE_SECRET_KEY == ""


# What is not possible


NOT_NOW = [
    ("pause", {"state": "ending"}, "This monthly donation is stopped."),
    ("pause", {"state": "past_due"}, "With another card in place"),
    ("amount", {"state": "past_due"}, "With another card in place"),
    ("amount", {"state": "ended", "ended_on": DAY}, "ended on 15 December 2026"),
    ("card", {"state": "ended", "ended_on": DAY}, "ended on 15 December 2026"),
    ("card", {"state": "ending"}, "This monthly donation is stopped."),
    ("pause", {"state": "active", "stop_asked_by": "donor"}, "is being stopped"),
    ("amount", {"state": "pending"}, "has not confirmed the first payment"),
    ("amount", {"state": "active", "currency": "gbp"}, "did not allow it"),
]  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("deed", "fields", "words"), NOT_NOW)
def test_what_is_not_possible_now_says_why_and_leads_back(client, method, deed, fields, words):
    donor = make_donor()
    row = make_subscription(donor, customer=make_customer(donor), period_ends_on=DAY, **fields)
    before = dump()
    response = getattr(client, method)(address(deed, donor, row.pk), FORMS[deed])
    assert response.status_code == 409
    assert words in text_of(response)
    assert 'class="button" href="/en/donate/manage/' in text_of(response)
    assert dump() == before


def test_what_is_paused_is_not_said_to_be_beyond_change(client):
    donor = make_donor()
    row = make_subscription(donor, state="paused", paused_until=DAY)
    text = text_of(client.get(address("pause", donor, row.pk)))
    assert "is paused already" in text
    assert "then it can be changed" not in text


def test_what_is_active_has_nothing_to_resume(client):
    donor = make_donor()
    response = client.get(address("resume", donor, make_subscription(donor).pk))
    assert response.status_code == 409
    assert "there is nothing to resume" in text_of(response)


@pytest.mark.parametrize("deed", ["resume", "pause", "amount"])
def test_what_stripe_refuses_is_told_as_not_possible(play, row, deed):
    """Somebody ended it in Stripe's dashboard, and no webhook has come yet."""
    if deed == "resume":
        post(play.client, "stop", row)
    play.stripe.cancel_in_dashboard(row.stripe_id)
    response = post(play.client, deed, row)
    assert response.status_code == 409
    assert "ended on" in text_of(response)
    assert play.subscription().state == State.ENDED


@pytest.mark.parametrize("fault", ["500", "connection"])
@pytest.mark.parametrize("deed", ["resume", "pause", "amount", "card"])
def test_without_an_answer_of_stripe_nothing_is_said_to_be_done(play, row, deed, fault):
    if deed == "resume":
        post(play.client, "stop", row)
    play.stripe.faults.add(fault, matching="* /v1/*", times=100)
    response = post(play.client, deed, row)
    assert response.status_code == 503
    words = text_of(response)
    assert "Stripe isn’t answering" in words
    assert ("Nothing has changed" in words) == (deed == "card")


@pytest.mark.parametrize("deed", ["resume", "pause", "amount"])
def test_a_second_click_does_no_harm(play, row, deed):
    if deed == "resume":
        post(play.client, "stop", row)
    first, second = (post(play.client, deed, row) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert (
        followed(play.client, first).split("<h2")[0].split("role=")[1]
        == followed(play.client, second).split("<h2")[0].split("role=")[1]
    )


# Whose it is


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("deed", DEEDS)
def test_another_donor_s_donation_is_not_there(client, monkeypatch, deed, method):
    def asked(*_args, **_kwargs):
        raise AssertionError("Stripe was asked")

    monkeypatch.setattr("donations.gateway.asking.v1", asked)
    row = make_subscription(make_donor(ANNA), customer=make_customer(make_donor()))
    stranger = make_donor("boris@example.org")
    before = dump()
    path = address(deed, stranger, row.pk)
    assert getattr(client, method)(path, FORMS[deed]).status_code == 404
    assert (
        getattr(client, method)(path.replace(f"/{row.pk}/", "/999999/"), FORMS[deed]).status_code
        == 404
    )
    assert (
        getattr(client, method)(path.replace(f"/{row.pk}/", f"/{10**25}/"), FORMS[deed]).status_code
        == 404
    )
    assert dump() == before


def test_a_forgotten_donation_is_nobody_s(client):
    row = make_subscription(None)
    assert client.get(address("stop", make_donor(), row.pk)).status_code == 404


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}])  # fmt: skip
def test_another_site_s_form_is_refused(client, deed, headers):
    donor = make_donor()
    row = make_subscription(donor, customer=make_customer(donor))
    make_payment(donor)
    before = dump()
    assert post(client, deed, row, headers=headers).status_code == 403
    assert dump() == before


def test_what_goes_wrong_beside_stripe_is_no_silence(client, monkeypatch):
    """Only Stripe's own failures are told as such."""
    donor = make_donor()
    row = make_subscription(donor)

    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("donations.stopping.stop", broken)
    with pytest.raises(RuntimeError):
        post(client, "stop", row)


def test_a_pause_in_the_hour_of_the_draft_leaves_that_charge_out_too(play):
    """The page names the day of the next charge: an hour later is not that day."""
    play.give()
    renewal = datetime.datetime(2026, 2, 15, 12, tzinfo=datetime.UTC).timestamp()
    play.stripe.advance(to=int(renewal) + 600)
    play.hear()
    row = managing.pause(play.subscription(), 1)
    assert row.paused_until == datetime.date(2026, 4, 15)
    play.stripe.advance(days=50)
    play.hear()
    assert Payment.objects.count() == 1
    play.stripe.advance(days=12)
    play.hear()
    assert Payment.objects.count() == 2
    row = stopping.stop(play.subscription(), by=Subscription.End.DONOR)
    assert row.state == State.ENDING  # what was left out is long over
