"""Days as people count them: the 31st, 29 February, the hour that summer takes, midnight in Warsaw."""

import datetime

import pytest

from donations import managing
from donations.models import Payment, Subscription
from tests.donations import playing

pytestmark = pytest.mark.django_db


def moment(text):
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC).timestamp())


@pytest.fixture
def begun_on(play):
    """A monthly donation whose first day is that moment, UTC."""

    def begin(text):
        play.stripe = playing.Sandbox(now=moment(text), events=playing.HEARD)
        playing.stand(play.stripe)
        play.give()
        return play.subscription()

    return begin


def paid(play, days):
    play.stripe.advance(days=days)
    play.hear()
    return [
        f"{day:%m-%d}" for day in Payment.objects.order_by("pk").values_list("paid_on", flat=True)
    ]


@pytest.mark.parametrize(
    ("first", "days"),
    [
        ("2026-01-31T12:00", ["01-31", "02-28", "03-31", "04-30", "05-31"]),
        ("2028-01-31T12:00", ["01-31", "02-29", "03-31", "04-30", "05-31"]),  # a leap year
        ("2027-12-30T12:00", ["12-30", "01-30", "02-29", "03-30", "04-30"]),
        ("2028-02-29T12:00", ["02-29", "03-29", "04-29", "05-29", "06-29"]),
    ],
)
def test_the_last_of_a_month_is_the_last_of_each(play, begun_on, first, days):
    begun_on(first)
    assert paid(play, 125)[:5] == days


def test_the_next_day_of_a_charge_is_written_when_it_is_known(play, begun_on):
    assert begun_on("2026-01-31T12:00").period_ends_on == datetime.date(2026, 2, 28)
    play.stripe.advance(days=30)
    play.hear()
    assert play.subscription().period_ends_on == datetime.date(2026, 3, 31)


def test_summer_takes_an_hour_and_no_day(play, begun_on):
    """Warsaw leaves its winter on 29 March 2026; the charge stays at the same hour of UTC."""
    begun_on("2026-02-28T22:30")
    assert paid(play, 45) == ["02-28", "03-29"]  # with the hour of the draft: past midnight


def test_a_day_is_the_one_at_the_site_s_place(play, begun_on):
    row = begun_on("2026-06-30T22:30")  # already July in Warsaw
    assert row.started_on == datetime.date(2026, 7, 1)
    assert Payment.objects.get().paid_on == datetime.date(2026, 7, 1)


@pytest.mark.parametrize("months", managing.MONTHS)
@pytest.mark.parametrize("first", ["2026-01-31T12:00", "2028-01-31T12:00", "2026-03-15T00:10"])
def test_a_pause_leaves_out_as_many_charges_as_it_has_months(play, begun_on, first, months):
    row = begun_on(first)
    managing.pause(row, months)
    play.stripe.advance(days=31 * (months + 2))
    play.hear()
    assert play.subscription().state == Subscription.State.ACTIVE
    charged = Payment.objects.order_by("pk").values_list("paid_on", flat=True)
    between = (charged[1].year - charged[0].year) * 12 + charged[1].month - charged[0].month
    assert between == months + 1
