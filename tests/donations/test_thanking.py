"""The way back from Stripe's page: “received” only after Stripe has confirmed it."""

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import ratelimit
from donations.models import CARD, ONCE, Checkout, Donor, Payment
from donations.views import thanking

pytestmark = pytest.mark.django_db

LANGUAGES = ("ru", "en")
RECEIVED = {"ru": "Получили. Спасибо!", "en": "Received. Thank you!"}
WAITING = {"ru": "Ждём подтверждения", "en": "Waiting for confirmation"}


def address(checkout, language="en", more=""):
    return f"/{language}/donate/thanks/?session_id={checkout.stripe_id}{more}"


def look(client, checkout, language="en", more=""):
    """Some seconds after the last look."""
    cache.clear()
    return client.get(address(checkout, language, more))


def heading(response):
    return unescape(re.search(r"<h1>(.+?)</h1>", response.content.decode())[1])


def refresh(response):
    found = re.search(r'<meta http-equiv="refresh" content="([^"]+)">', response.content.decode())
    return unescape(found[1]) if found else ""


def asked(play):
    return [call for call in play.stripe.log if call.method == "GET"]


# Received, or not yet


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_anything_was_paid_it_waits_and_looks_again_by_itself(play, client, language):
    checkout = play.begin()
    response = look(client, checkout, language)
    assert heading(response) == WAITING[language]
    assert refresh(response) == f"4; url=?session_id={checkout.stripe_id}&look=2"
    assert not Payment.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ONCE, {"ru": "один раз", "en": "once"}),
        ("monthly", {"ru": "каждый месяц", "en": "every month"}),
    ],
)
def test_it_says_received_when_stripe_has_confirmed_it_though_no_webhook_came(
    play, client, language, kind, words
):
    checkout = play.begin(kind, amount=1250)
    play.pay(checkout)
    response = look(client, checkout, language)
    assert heading(response) == RECEIVED[language]
    assert not refresh(response)
    amount = {"ru": "12,50\N{NO-BREAK SPACE}€", "en": "€12.50"}[language]
    said = re.search(r'<p class="sum">(.+?)</p>', response.content.decode())[1]
    assert amount in said
    assert words[language] in said
    assert Payment.objects.get().amount == 1250
    play.hear()
    assert Payment.objects.count() == 1
    assert play.said() == ["receipt"]


def test_what_the_bank_still_thinks_about_is_not_received(play, client):
    checkout = play.begin(ONCE)
    play.pay(checkout, card="asynchronous")
    assert heading(look(client, checkout)) == WAITING["en"]
    play.stripe.settle(checkout.stripe_id, succeeds=True)
    assert heading(look(client, checkout)) == RECEIVED["en"]


def test_a_payment_the_bank_refuses_later_is_told_kindly_with_a_way_back(play, client):
    checkout = play.begin(ONCE, currency="pln", amount=4000)
    play.pay(checkout, card="asynchronous")
    play.stripe.settle(checkout.stripe_id, succeeds=False)
    response = look(client, checkout)
    assert heading(response) == "The payment did not go through"
    assert 'href="/en/donate/?currency=pln"' in response.content.decode()
    assert not refresh(response)
    assert not Payment.objects.exists()


def test_a_visit_that_expired_is_told_with_a_way_back(play, client):
    checkout = play.begin()
    play.stripe.advance(seconds=46 * 60)
    response = look(client, checkout)
    assert heading(response) == "The payment page has expired"
    assert 'href="/en/donate/?currency=eur"' in response.content.decode()


def test_while_stripe_is_away_it_waits(play, client):
    checkout = play.begin()
    play.pay(checkout)
    play.stripe.faults.add("connection", times=100)
    assert heading(look(client, checkout)) == WAITING["en"]
    play.stripe.faults.clear()
    assert heading(look(client, checkout)) == RECEIVED["en"]


def test_it_stops_looking_by_itself_after_a_minute(play, client):
    checkout = play.begin()
    last = look(client, checkout, more=f"&look={thanking.LOOKS - 1}")
    assert refresh(last).endswith(f"look={thanking.LOOKS}")
    tired = look(client, checkout, more=f"&look={thanking.LOOKS}")
    assert not refresh(tired)
    again = f'href="?session_id={checkout.stripe_id}&amp;look=1"'
    assert again in tired.content.decode()
    assert "Some banks take days" in tired.content.decode()


@pytest.mark.parametrize("count", ["x", "-1", "9" * 500, "٣", ""])
def test_a_made_up_count_is_taken_for_the_first_or_the_last(play, client, count):
    checkout = play.begin()
    assert look(client, checkout, more=f"&look={count}").status_code == 200


def test_stripe_is_asked_once_in_a_few_seconds_however_many_look(play, client, monkeypatch):
    checkout = play.begin()
    now = ratelimit.time.time()
    monkeypatch.setattr(ratelimit.time, "time", lambda: now)
    before = len(asked(play))
    for _each in range(5):
        assert heading(client.get(address(checkout))) == WAITING["en"]
    assert len(asked(play)) - before == 1


def test_what_is_settled_is_not_asked_again(play, client):
    checkout = play.begin()
    play.stripe.advance(seconds=46 * 60)
    look(client, checkout)
    before = len(asked(play))
    look(client, checkout)
    assert len(asked(play)) == before


# Other people's ids


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "session_id", ["", "cs_test_forged", "cs_", "pi_1", "x" * 5000, "cs_%00", "cs_'--", "cs_é"]
)
def test_for_the_id_of_no_visit_of_ours_there_is_nothing_and_stripe_is_not_asked(
    play, client, language, session_id
):
    response = client.get(f"/{language}/donate/thanks/?session_id={session_id}")
    words = {"ru": "Здесь нечего показать", "en": "There is nothing to show here"}
    assert (response.status_code, heading(response)) == (404, words[language])
    assert not play.stripe.log


def test_a_session_at_stripe_that_did_not_begin_here_shows_nothing(play, client):
    checkout = play.give()
    Checkout.objects.all().delete()
    before = len(asked(play))
    assert look(client, checkout).status_code == 404
    assert len(asked(play)) == before


def test_a_visit_for_another_card_shows_nothing_here(play, client):
    checkout = play.begin()
    Checkout.objects.update(kind=CARD)
    assert look(client, checkout).status_code == 404


def test_without_an_id_there_is_nothing_either(client):
    assert client.get("/en/donate/thanks/").status_code == 404


# No way on to the donor's own page


@pytest.mark.parametrize("kind", [ONCE, "monthly"])
def test_paying_with_somebodys_address_opens_nothing_of_theirs(play, client, kind):
    """Stripe believes whatever address is typed: to have paid proves nobody's mailbox."""
    play.give("monthly")
    stranger = play.give(kind)  # with the address of the donor
    assert Donor.objects.count() == 1
    page = look(client, stranger)
    assert heading(page) == RECEIVED["en"]
    assert links_in(page) == []


def test_it_is_the_same_for_an_address_that_was_known_and_one_that_was_not(play, client):
    """Who gives three euros in another's name shall not learn whether they give, too."""
    play.give("monthly")
    pages = [
        look(client, play.give(ONCE, email=email)).content.decode()
        for email in ("anna.donor@example.org", "nobody.yet@example.org")
    ]
    first, second = (re.sub(r"cs_[A-Za-z0-9_]+", "", page) for page in pages)
    assert first == second


def links_in(response):
    return re.findall(r"/donate/manage/[^/\"]+/", response.content.decode())


# No trace


def test_the_page_is_kept_by_nobody_found_by_nobody_and_told_to_nobody(play, client):
    checkout = play.give()
    for response in (look(client, checkout), client.get("/en/donate/thanks/?session_id=x")):
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies
        page = response.content.decode()
        assert '<meta name="robots" content="noindex">' in page
        head = page.split("</head>")[0]
        assert checkout.stripe_id not in head
        assert "hreflang" not in head


def test_the_other_language_shows_the_same_visit(play, client):
    checkout = play.give()
    page = unescape(look(client, checkout, "ru").content.decode())
    assert f'href="{address(checkout, "en")}"' in page


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_looked_at(play, client, method):
    assert getattr(client, method)(address(play.begin())).status_code == 405


def test_a_settled_visit_costs_two_queries(play, client):
    checkout = play.give()
    with CaptureQueriesContext(connection) as seen:
        look(client, checkout)
    assert len(seen) <= 2
