import calendar
import datetime

from hypothesis import given
from hypothesis import strategies as st

from donations.sandbox import clock

MOMENTS = st.integers(946_684_800, 4_102_444_800)  # 2000 to 2100


def date(moment):
    return datetime.datetime.fromtimestamp(moment, datetime.UTC)


@given(MOMENTS, st.integers(1, 40))
def test_months_keep_the_day_of_the_anchor_where_they_have_it(anchor, months):
    start, begun = anchor, date(anchor)
    for number in range(1, months + 1):
        end = clock.period_end(anchor, start, "month", 1)
        year, month = divmod(begun.year * 12 + begun.month - 1 + number, 12)
        last = calendar.monthrange(year, month + 1)[1]
        expected = begun.replace(year=year, month=month + 1, day=min(begun.day, last))
        assert date(end) == expected
        start = end


@given(MOMENTS, st.sampled_from(["day", "week", "month", "year"]), st.integers(1, 12))
def test_a_period_ends_after_it_begins_and_at_the_anchor_s_time_of_day(anchor, interval, count):
    end = clock.period_end(anchor, anchor, interval, count)
    assert end > anchor
    assert date(end).time() == date(anchor).time()
    assert end == clock.later(anchor, interval, count)
