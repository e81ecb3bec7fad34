"""The donation page: what it says, what may be typed, and where it leads."""

import datetime
import re
from html import unescape

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from donations import demo
from donations.models import Campaign, Checkout, Use, today
from tests.donations.factories import make_campaign, make_payment
from tests.test_promises import BUDGET, QUERIES, assert_walled

pytestmark = pytest.mark.django_db

LANGUAGES = ("ru", "en")
MARK = "0123456789abcdef" * 2
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def stranger(play):
    """A browser without cookies, and with the protection the test client leaves out."""
    return Client(enforce_csrf_checks=True)


def choice(**fields):
    chosen = {"kind": "once", "currency": "eur", "amount_eur": "1000", "other": "", "mark": MARK}
    return chosen | {"campaign": ""} | fields


def give(client, language="en", query="", headers=None, **fields):
    return client.post(f"/{language}/donate/{query}", choice(**fields), headers=headers or {})


def opened(play):
    """Requests by which a visit to Stripe's page began; the first of all is refused, for want of a product."""
    begun = ("POST", "/v1/checkout/sessions", 200)
    return [call for call in play.stripe.log if (call.method, call.path, call.status) == begun]


def text_of(response):
    return unescape(response.content.decode()).replace(NBSP, " ")


def checked(response):
    """Names and values of the choices that are made."""
    tags = re.findall(r"<input[^>]*\schecked[^>]*>", response.content.decode())
    pairs = [[re.search(rf'{key}="([^"]*)"', tag)[1] for key in ("name", "value")] for tag in tags]
    return dict(pairs)


def errors(response):
    return [unescape(each) for each in re.findall(r"<li>([^<]+)</li>\s*</ul>", _lists(response))]


def _lists(response):
    return "".join(re.findall(r'<ul class="errorlist.*?</ul>', response.content.decode(), re.S))


def mark_of(response):
    return re.search(r'name="mark" value="([0-9a-f]{32})"', response.content.decode())[1]


# From the page to Stripe's


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "mode"), [("once", "payment"), ("monthly", "subscription")])
def test_what_was_chosen_leads_to_stripes_page(play, stranger, language, kind, mode):
    response = give(stranger, language, kind=kind)
    checkout = Checkout.objects.get()
    assert response.status_code == 303
    assert checkout.stripe_id in response["Location"]
    assert (checkout.kind, checkout.amount, checkout.currency) == (kind, 1000, "eur")
    assert checkout.language == language
    [call] = opened(play)
    assert (call.params["mode"], call.params["locale"]) == (mode, language)
    assert call.params["submit_type"] == "donate"
    done = f"http://testserver/{language}/donate/thanks/?session_id={{CHECKOUT_SESSION_ID}}"
    assert call.params["success_url"] == done
    assert call.params["cancel_url"] == f"http://testserver/{language}/donate/?currency=eur"


def test_stripe_hears_nothing_of_who_or_what_for(play, stranger):
    campaign = make_campaign(title_en="Secret studio", goal=1000)
    give(stranger, kind="monthly", campaign=campaign.pk)
    [call] = opened(play)
    known = {"mode", "locale", "submit_type", "client_reference_id", "success_url", "cancel_url"}
    known |= {"expires_at", "adaptive_pricing", "line_items", "subscription_data"}
    assert set(call.params) == known
    assert call.params["subscription_data"] == {"metadata": {"visit": Checkout.objects.get().key}}
    assert "Secret" not in str(call.params)
    assert Checkout.objects.get().campaign == campaign


@pytest.mark.parametrize("host", ["testserver", "localhost"])
def test_stripe_leads_back_to_the_host_that_was_asked(play, stranger, host):
    give(stranger, headers={"Host": host})
    [call] = opened(play)
    assert call.params["success_url"].startswith(f"http://{host}/en/donate/thanks/")


@pytest.mark.parametrize(
    ("fields", "amount", "currency"),
    [
        ({}, 1000, "eur"),
        ({"other": "12,50"}, 1250, "eur"),  # what is typed outdoes what was pressed before
        ({"other": "1 000 €", "amount_eur": ""}, 100_000, "eur"),
        ({"currency": "pln", "amount_pln": "4000"}, 4000, "pln"),  # and the euros don't count
        ({"currency": "usd", "other": "$7.5"}, 750, "usd"),
    ],
)
def test_an_amount_is_pressed_or_typed(play, stranger, fields, amount, currency):
    assert give(stranger, **fields).status_code == 303
    checkout = Checkout.objects.get()
    assert (checkout.amount, checkout.currency) == (amount, currency)


@pytest.mark.parametrize(
    ("fields", "english", "russian"),
    [
        ({"amount_eur": ""}, "choose an amount", "Выберите сумму"),
        ({"currency": "pln"}, "choose an amount", "Выберите сумму"),
        ({"amount_eur": "1"}, "choose an amount", "Выберите сумму"),
        ({"other": "ten"}, "in figures", "цифрами"),
        ({"other": "9" * 41}, "in figures", "цифрами"),
        ({"other": "2"}, "smallest donation is €3", f"Меньше 3{NBSP}€"),
        ({"currency": "pln", "other": "9,99"}, f"is 10{NBSP}zł", f"Меньше 10{NBSP}zł"),
        ({"other": "99999"}, "write to us", "напишите нам"),
        ({"other": "10 $"}, "in USD, but chose EUR", "в USD, а выбрали EUR"),
        ({"kind": ""}, "once, or every month", "один раз или каждый месяц"),
        ({"currency": ""}, "choose a currency", "Выберите валюту"),
        ({"campaign": "999"}, "is over", "закончился"),
    ],
)
def test_a_mistake_is_told_in_place_and_nothing_is_lost(play, stranger, fields, english, russian):
    for language, words in (("en", english), ("ru", russian)):
        sent = {"kind": "monthly", **fields}
        response = give(stranger, language, **sent)
        assert response.status_code == 200
        # one that is no option of ours, as only a script sends it, is Django's to tell of beside ours
        assert any(words in each for each in errors(response)), errors(response)
        now = checked(response)
        kept = choice(**sent)
        for name in ("kind", "currency"):
            assert now.get(name, "") == kept[name]
        if kept["amount_eur"] == "1000":
            assert now["amount_eur"] == "1000"
        assert f'value="{kept["other"]}"' in text_of(response) or not kept["other"]
        assert mark_of(response) == MARK
    assert not Checkout.objects.exists()
    assert not opened(play)


def test_a_mistake_in_the_amount_is_where_the_page_opens(stranger):
    tag = re.search(r'<input type="text" name="other"[^>]*>', text_of(give(stranger, other="ten")))[
        0
    ]
    assert "autofocus" in tag
    assert 'aria-invalid="true"' in tag
    assert 'aria-describedby="id_other_error"' in tag
    assert "autofocus" not in text_of(stranger.get("/en/donate/"))


# Once is once


def test_a_double_click_is_one_visit(play, stranger):
    first, second = give(stranger), give(stranger)
    assert first["Location"] == second["Location"]
    assert len(opened(play)) == 1


def test_another_choice_on_the_same_page_is_another_visit(play, stranger):
    first, second = give(stranger), give(stranger, amount_eur="2000")
    assert first["Location"] != second["Location"]
    assert sorted(Checkout.objects.values_list("amount", flat=True)) == [1000, 2000]


def test_each_page_has_a_mark_of_its_own_and_is_kept_by_nobody(stranger):
    pages = [stranger.get("/en/donate/") for _each in range(2)]
    assert mark_of(pages[0]) != mark_of(pages[1])
    assert all("no-store" in each["Cache-Control"] for each in pages)


@pytest.mark.parametrize("mark", ["", "x", "0" * 33, "É" * 32])
def test_without_a_mark_of_ours_each_time_is_a_new_gift(play, stranger, mark):
    assert give(stranger, mark=mark)["Location"] != give(stranger, mark=mark)["Location"]


def test_the_button_pressed_again_after_paying_leads_to_the_thanks(play, stranger):
    give(stranger)
    checkout = Checkout.objects.get()
    play.pay(checkout)
    again = give(stranger)
    assert again.status_code == 303
    assert again["Location"].endswith(f"/en/donate/thanks/?session_id={checkout.stripe_id}")
    assert len(opened(play)) == 1


def test_the_button_pressed_after_the_page_expired_begins_anew(play, stranger):
    first = give(stranger)
    play.stripe.advance(seconds=46 * 60)
    second = give(stranger)
    assert second.status_code == 303
    assert second["Location"] not in (first["Location"], "")
    assert len(opened(play)) == 2


# When Stripe does not do it


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", ["connection", "500", "429", "timeout_before"])
def test_while_stripe_is_away_the_page_says_so_and_keeps_everything(
    play, stranger, language, fault
):
    play.stripe.faults.add(fault, matching="POST /v1/checkout/sessions", times=100)
    response = give(stranger, language, kind="monthly", other="12,50")
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    words = {"ru": "Ничего не списано", "en": "Nothing has been charged"}
    assert words[language] in text_of(response)
    assert checked(response)["kind"] == "monthly"
    assert 'value="12,50"' in text_of(response)
    play.stripe.faults.clear()
    again = give(stranger, language, kind="monthly", other="12,50", mark=mark_of(response))
    assert again.status_code == 303
    assert Checkout.objects.count() == 1


def test_what_stripe_refuses_is_our_mistake_and_goes_into_the_log(
    play, stranger, monkeypatch, caplog
):
    from donations import gateway, remote

    def refuse(**_wishes):
        raise remote.Refused("parameter_unknown")

    monkeypatch.setattr(gateway, "start_once", refuse)
    response = give(stranger)
    assert response.status_code == 502
    assert "mistake is ours" in text_of(response)
    assert "parameter_unknown" in caplog.text
    assert MARK not in caplog.text


# Nobody else's form, no trace


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_form_of_another_site_is_refused(play, stranger, origin):
    assert give(stranger, headers={"Origin": origin}).status_code == 403
    assert not Checkout.objects.exists()


def test_our_own_form_needs_no_cookie_and_leaves_none(play, stranger):
    page = stranger.get("/en/donate/")
    answer = give(stranger, headers={"Origin": "http://testserver"})
    assert answer.status_code == 303
    assert not page.cookies
    assert not answer.cookies
    assert not stranger.cookies


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(stranger, method):
    assert getattr(stranger, method)("/en/donate/").status_code == 405


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_that_takes_no_donations_says_so(client, settings, language):
    settings.DONATIONS_ARE_OPEN = False
    words = {"ru": "Пожертвования ещё не открыты", "en": "Donations are not open yet"}
    for response in (client.get(f"/{language}/donate/"), give(client, language)):
        assert response.status_code == 200
        assert words[language] in text_of(response)
        assert "<form" not in text_of(response).split("<main")[1].split("</main>")[0]
    assert not Checkout.objects.exists()


def test_with_the_sandbox_the_page_stands_behind_the_usual_walls(stranger):
    assert_walled(stranger.get("/en/donate/"))


def test_with_a_real_key_its_form_may_also_end_at_stripes_page_and_nothing_else(client, settings):
    settings.STRIPE_SECRET_KEY = "sk_test_1"
    assert_walled(client.get("/en/donate/"), leads_to="https://checkout.stripe.com")
    assert_walled(client.get("/en/"))


# What the page says


@pytest.mark.parametrize(
    "query", ["", "?kind=monthly", "?currency=pln", "?campaign=1", "?amount=5"]
)
def test_monthly_is_never_chosen_beforehand(stranger, query):
    make_campaign(pk=1)
    assert checked(stranger.get(f"/en/donate/{query}"))["kind"] == "once"


def test_no_amount_is_chosen_beforehand(stranger):
    assert not [name for name in checked(stranger.get("/en/donate/")) if "amount" in name]


@pytest.mark.parametrize(
    ("query", "currency"), [("", "eur"), ("?currency=pln", "pln"), ("?currency=gbp", "eur")]
)
def test_a_link_may_choose_the_currency(stranger, query, currency):
    assert checked(stranger.get(f"/en/donate/{query}"))["currency"] == currency


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ["картой белорусского банка", "будет «VECHE»", "Stripe знает, кто вы", "имён не хранит"]),
        ("en", ["a bank in Belarus", "will say “VECHE”", "knows who you are", "keeps no name"]),
    ],
)  # fmt: skip
def test_the_risk_is_told_before_the_button(client, language, words):
    page = text_of(client.get(f"/{language}/donate/"))
    button = page.index("<button>", page.index('class="form gift"'))
    assert all(0 < page.index(each) < button for each in words)


def test_what_the_statement_says_and_the_warning_are_settings(client, settings):
    settings.DONATE_STATEMENT, settings.DONATE_NO_LOCAL_CARDS = "ROUND YARD", False
    page = text_of(client.get("/en/donate/"))
    assert "“ROUND YARD”" in page
    assert "Belarus" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_uses_stand_with_bars_as_long_as_their_shares(client, language):
    demo.write_demo()
    page = text_of(client.get(f"/{language}/donate/")).split('<ul class="uses">')[1]
    shares = [int(each) for each in re.findall(r"<span>(\d+)\s?%</span>", page)]
    bars = [int(each) for each in re.findall(r'<rect width="(\d+)" height="1"/>', page)]
    assert shares == bars == list(Use.objects.values_list("share", flat=True))
    assert sum(shares) == 100


def test_what_is_not_written_in_a_language_is_not_shown_in_another(client):
    Use.objects.create(title_ru="Только по-русски", share=10)
    make_campaign(title_ru="Сбор", title_en="")
    english, russian = (text_of(client.get(f"/{code}/donate/")) for code in ("en", "ru"))
    assert "по-русски</h3>" not in english
    assert "Сбор" not in english
    assert "Только по-русски" in russian
    assert "Сбор" in russian


# A campaign


def test_a_gift_is_for_the_campaign_only_when_that_was_chosen(play, stranger):
    campaign = make_campaign()
    assert checked(stranger.get("/en/donate/"))["campaign"] == ""
    give(stranger)
    assert Checkout.objects.get().campaign is None
    give(stranger, campaign=campaign.pk)
    assert Checkout.objects.latest("pk").campaign == campaign


def test_a_link_may_choose_the_campaign(stranger):
    asked = make_campaign(title_en="First")
    make_campaign(title_en="Second", starts_on=today())
    response = stranger.get(f"/en/donate/?campaign={asked.pk}")
    assert checked(response)["campaign"] == str(asked.pk)
    assert "First</h2>" in text_of(response)
    assert "Second</h2>" in text_of(stranger.get("/en/donate/"))
    assert "Second</h2>" in text_of(stranger.get("/en/donate/?campaign=x"))


@pytest.mark.parametrize("days", [(-20, -1), (1, 20)])
def test_a_campaign_of_other_days_is_not_on_the_page(stranger, days):
    first, last = (today() + datetime.timedelta(days=each) for each in days)
    campaign = make_campaign(title_en="Another time", starts_on=first, ends_on=last)
    response = stranger.get(f"/en/donate/?campaign={campaign.pk}")
    assert "Another time" not in text_of(response)
    assert "campaign" not in checked(response)


def test_a_campaign_that_ended_meanwhile_is_said_and_takes_nothing(play, stranger):
    campaign = make_campaign()
    Campaign.objects.update(ends_on=campaign.starts_on)
    response = give(stranger, campaign=campaign.pk)
    assert response.status_code == 200
    assert "is over" in errors(response)[0]
    assert give(stranger, campaign="", mark=mark_of(response)).status_code == 303
    assert Checkout.objects.get().campaign is None


# What it costs


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("encoding", ["gzip", "gzip, br"])
def test_a_first_visit_fits_one_flight(client, language, encoding):
    demo.write_demo()
    campaign = Campaign.objects.get()
    for currency in ("eur", "usd", "pln"):
        make_payment(amount=123_456, currency=currency, campaign=campaign)
    response = client.get(f"/{language}/donate/", headers={"Accept-Encoding": encoding})
    assert response["Content-Encoding"] == "gzip"  # the page's mark is nobody else's
    plain = client.get(f"/{language}/donate/").content.decode()
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', plain)
    suffix = ".br" if "br" in encoding else ".gz"
    css = sum((site.STATIC_ROOT / f"{sheet}{suffix}").stat().st_size for sheet in sheets)
    print(f"{language} {encoding}: {len(response.content):,} HTML + {css:,} CSS")
    assert len(sheets) == 3
    assert len(response.content) + css <= BUDGET


def test_more_rows_cost_no_more_queries(client):
    counts = []
    for rows in (1, 10):
        for number in range(rows):
            campaign = make_campaign()
            Use.objects.create(title_en=f"Use {number}", share=1)
            make_payment(campaign=campaign, currency="usd")
        for path in ("/en/donate/", "/en/"):
            with CaptureQueriesContext(connection) as seen:
                client.get(path)
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
    assert max(counts) <= QUERIES, counts
