"""Where bars, lines and words of a picture go."""

import datetime

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donations import drawing
from donations.drawing import HEIGHT, MARGIN, Series

MONTHS = [datetime.date(2025 + n // 12, n % 12 + 1, 1) for n in range(24)]
VALUES = st.lists(st.integers(-(10**12), 10**12), min_size=24, max_size=24)


def stacked(*values, down=()):
    series = [
        Series(str(place), f"series-{place}", each, is_down=place in down)
        for place, each in enumerate(values)
    ]
    return drawing.stacked("key", MONTHS[: len(values[0])], series, str)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES, VALUES)
def test_nothing_leaves_the_picture(one, two):
    plot = stacked(one, two, down={1})
    places = [bar.y for bar in plot.bars] + [bar.y + bar.height for bar in plot.bars]
    assert all(MARGIN - 1 <= y <= HEIGHT + MARGIN + 1 for y in places)
    assert all(0 <= float(bar.x[:-1]) <= 100 and bar.height > 0 for bar in plot.bars)
    assert 2 <= len(plot.grid) <= 2 * drawing.LINES + 3


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES)
def test_every_number_but_nothing_has_a_bar(values):
    assert len(stacked(values).bars) == sum(1 for value in values if value)


def test_bars_stand_on_one_another():
    plot = stacked([100], [300])
    first, second = plot.bars
    assert (first.y + first.height, second.y + second.height) == (HEIGHT + MARGIN, first.y)
    assert second.height == pytest.approx(3 * first.height, abs=1)


def test_what_goes_down_hangs_from_the_line_of_nothing():
    plot = stacked([100], [100], down={1})
    up, below = plot.bars
    zero = next(line.y for line in plot.grid if line.is_zero)
    assert (up.y + up.height, below.y) == (zero, zero)
    assert below.words == f"{drawing.month_name(MONTHS[0])}: 100, 1"


def test_without_numbers_it_is_empty():
    assert stacked([0] * 24, [0] * 24).is_empty
    assert not stacked([0] * 24, [0] * 23 + [1]).is_empty
    assert drawing.line("key", MONTHS, Series("", "", [0] * 24), str).is_empty


def test_a_line_goes_from_dot_to_dot():
    plot = drawing.line("key", MONTHS[:3], Series("", "", [0, 4, 2]), str)
    assert [dot.y for dot in plot.dots] == [MARGIN + HEIGHT, MARGIN, MARGIN + HEIGHT // 2]
    assert [dot.x for dot in plot.dots] == ["16.67%", "50.00%", "83.33%"]
    assert len(plot.strokes) == 2


@pytest.mark.parametrize(
    ("most", "step"), [(1, 1), (4, 1), (5, 2), (9, 5), (41, 20), (10**9, 5 * 10**8)]
)
def test_steps_are_round(most, step):
    assert drawing.round_step(most) == step


def test_the_table_has_what_the_picture_shows_newest_first():
    rows = stacked([1, 2], [3, 4], down={1}).rows
    assert [(row.month.month, row.values, row.sum) for row in rows] == [
        (2, ["2", "4"], "-2"),
        (1, ["1", "3"], "-2"),
    ]


@pytest.mark.parametrize(("language", "words"), [("ru", "янв. 2026"), ("en", "Jan 2026")])
def test_months_are_named_in_the_language(language, words):
    with override(language):
        assert drawing.month_name(datetime.date(2026, 1, 1)) == words
        ticks = [tick.label for tick in stacked([1] * 24).ticks]
    assert words in ticks and len(ticks) == 4


def test_a_word_at_the_edge_does_not_stick_out():
    assert [tick.anchor for tick in stacked([1] * 24).ticks] == ["middle"] * 4
    assert [tick.anchor for tick in stacked([1] * 13).ticks] == ["middle", "middle", "end"]


@pytest.mark.parametrize(
    ("percent", "css"), [(None, ""), (0, "heat-0"), (59, "heat-5"), (100, "heat-10")]
)
def test_shades_go_by_tens(percent, css):
    assert drawing.shade(percent) == css
