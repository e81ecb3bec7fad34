"""The picture of a campaign agrees with the payments table, and says in words what it shows."""

import datetime
import re
from html import unescape

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from donations.models import Use
from donations.templatetags import giving
from tests.donations.factories import make_campaign, make_dispute, make_payment, make_refund

pytestmark = pytest.mark.django_db

NBSP = "\N{NO-BREAK SPACE}"


def shown(campaign, language="en"):
    with override(language):
        template = Template("{% load giving %}{% progress campaign %}")
        return unescape(template.render(Context({"campaign": campaign})))


def bar(page):
    """Thousandths of the whole."""
    return int(re.search(r'viewBox="0 0 1000 1".*?<rect width="(\d+)" height="1"', page)[1])


def test_the_bar_is_as_long_as_what_came_and_stayed():
    campaign = make_campaign(goal=100_000)
    campaign.rates.create(currency="usd", rate="0.9")
    make_payment(amount=20_000, campaign=campaign)
    make_payment(amount=10_000, currency="usd", campaign=campaign)
    make_refund(make_payment(amount=30_000, campaign=campaign), amount=5_000)
    make_dispute(make_payment(amount=7_000, campaign=campaign))
    make_payment(amount=50_000)
    page = shown(campaign)
    assert bar(page) == 200 + 90 + 250
    assert "<strong>€540</strong> of €1,000" in page
    assert "54% of the goal" in page


@pytest.mark.parametrize(
    ("amount", "length"), [(0, 0), (1, 10), (99_999, 999), (100_000, 1000), (350_000, 1000)]
)
def test_the_bar_shows_that_there_is_something_and_is_never_longer_than_whole(amount, length):  # fmt: skip
    campaign = make_campaign(goal=100_000)
    if amount:
        make_payment(amount=amount, campaign=campaign)
    assert bar(shown(campaign)) == length


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_a_bar_is_never_outside_its_picture_and_full_only_at_the_goal(part, whole):
    length = giving.filled(part, whole)
    assert 0 <= length <= giving.WHOLE
    assert (length == giving.WHOLE) == (part >= whole)
    assert (length == 0) == (part <= 0)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["150% of the goal", "counted at 1 PLN = 0.235 EUR.", "want of a rate: $20", "until 7 January 2027"]),
        ("ru", ["150 % от цели", "по курсу: 1 PLN = 0,235 EUR.", "нет курса: 20 $", "до 7 января 2027"]),
    ],
)  # fmt: skip
def test_the_words_beside_it_say_all_the_picture_shows_and_how_it_counts(language, words):
    campaign = make_campaign(goal=1000, ends_on=datetime.date(2027, 1, 7))
    campaign.rates.create(currency="pln", rate="0.235")
    make_payment(amount=1265, campaign=campaign)
    make_payment(amount=1000, currency="pln", campaign=campaign)
    make_payment(amount=2000, currency="usd", campaign=campaign)
    page = shown(campaign, language)
    assert all(each in page.replace(NBSP, " ") for each in words), page
    assert 'aria-hidden="true"' in page


def test_without_other_currencies_nothing_is_said_of_rates():
    campaign = make_campaign()
    campaign.rates.create(currency="pln", rate="0.235")
    make_payment(amount=1265, campaign=campaign)
    assert "PLN" not in shown(campaign)


# The home page


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Куда идут деньги"), ("en", "Where the money goes")]
)
def test_the_home_page_shows_the_running_campaign(client, language, words):  # fmt: skip
    campaign = make_campaign(title_ru="Книги", title_en="Books", goal=1000)
    make_payment(amount=250, campaign=campaign)
    Use.objects.create(title_en="Rooms", title_ru="Комнаты", share=10)
    page = client.get(f"/{language}/").content.decode()
    assert words in page
    assert bar(page) == 250
    assert f'href="/{language}/donate/?campaign={campaign.pk}"' in page
    assert "Rooms" not in page
    assert "Комнаты" not in page


def test_without_a_campaign_the_home_page_shows_the_uses(client):
    Use.objects.create(title_en="Rooms", share=10)
    page = client.get("/en/").content.decode()
    assert '<rect width="10" height="1"/>' in page
    assert "Rooms" in page
    assert 'class="button" href="/en/donate/"' in page


def test_where_nothing_is_written_or_taken_the_home_page_says_nothing(client, settings):
    assert "Where the money goes" not in client.get("/en/").content.decode()
    make_campaign()
    settings.DONATIONS_ARE_OPEN = False
    assert "Where the money goes" not in client.get("/en/").content.decode()
