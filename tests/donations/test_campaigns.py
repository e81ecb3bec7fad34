"""How far a campaign is."""

from decimal import Decimal

import pytest

from donations import campaigns
from donations.campaigns import Given
from tests.donations.factories import make_campaign, make_dispute, make_payment, make_refund

pytestmark = pytest.mark.django_db


def test_nothing_was_given_yet():
    progress = campaigns.raised(make_campaign(goal=500_000))
    assert (progress.raised, progress.goal, progress.percent) == (0, 500_000, 0)
    assert not progress.is_reached


def test_what_went_back_is_not_raised():
    campaign = make_campaign(goal=10_000)
    make_payment(amount=5000, campaign=campaign)
    make_refund(make_payment(amount=3000, campaign=campaign), amount=1000)
    make_dispute(make_payment(amount=700, campaign=campaign))
    assert campaigns.raised(campaign).raised == 7000


def test_what_has_not_gone_back_is_raised():
    campaign = make_campaign()
    make_refund(make_payment(amount=3000, campaign=campaign), state="pending")
    make_dispute(make_payment(amount=700, campaign=campaign), state="open")
    assert campaigns.raised(campaign).raised == 3700


def test_what_is_given_for_something_else_does_not_count():
    campaign = make_campaign()
    make_payment()
    make_payment(campaign=make_campaign())
    assert campaigns.raised(campaign).raised == 0


def test_another_currency_counts_by_the_rate_of_the_campaign():
    campaign = make_campaign()
    campaign.rates.create(currency="usd", rate="0.915")
    make_campaign().rates.create(currency="usd", rate="0.5")
    make_payment(amount=1000, campaign=campaign)
    for _each in range(2):
        make_payment(amount=1001, currency="usd", campaign=campaign)
    progress = campaigns.raised(campaign)
    assert progress.raised == 1000 + 1832  # 2002 × 0.915 = 1831.83: the sum, rounded once
    assert progress.converted == (Given(2002, "usd", Decimal("0.915")),)


def test_what_has_no_rate_is_told_apart():
    campaign = make_campaign()
    make_payment(amount=5000, currency="pln", campaign=campaign)
    progress = campaigns.raised(campaign)
    assert (progress.raised, progress.uncounted) == (0, (Given(5000, "pln", None),))


def test_more_than_the_goal_is_more_than_a_hundred():
    campaign = make_campaign(goal=1000)
    make_payment(amount=999, campaign=campaign)
    assert (campaigns.raised(campaign).percent, campaigns.raised(campaign).is_reached) == (
        99,
        False,
    )
    make_payment(amount=1501, campaign=campaign)
    assert (campaigns.raised(campaign).percent, campaigns.raised(campaign).is_reached) == (
        250,
        True,
    )


def test_many_campaigns_cost_as_much_as_one(django_assert_num_queries):
    rows = [make_campaign() for _each in range(5)]
    for amount, row in enumerate(rows, 1):
        make_payment(amount=amount, campaign=row)
    with django_assert_num_queries(2):
        each = campaigns.raised_by_each(rows)
    assert [each[row.pk].raised for row in rows] == [1, 2, 3, 4, 5]
