"""Pictures of numbers: where each bar, line and word of an SVG goes. Templates draw them.

Places across are hundredths of the width, as strings, so that a picture fills whatever width it gets and
its words stay as large as text; places down are pixels. Colours are classes: see css/treasury.css.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from babel.dates import format_date

from core.languages import current_language

HEIGHT = 200  # pixels of the part with bars
MARGIN = 8  # above and below it
FOOT = 22  # for the months
LETTER = 7.2  # pixels of an axis' letter, roughly
LINES = 4  # of the grid, at most so many above or below nothing
GAP = 0.28  # between two bars, of a bar and its gap
EDGE = 8  # hundredths of the width, within which a word would stick out at the end
TICKS = {1: "LLL y", 7: "LLL"}  # months that are named below; one a year with it


@dataclass(frozen=True)
class Series:
    """One number a month. `css` is the class of its colour; one that goes `down` is drawn below."""

    name: str
    css: str
    values: Sequence[int]
    is_down: bool = False


@dataclass(frozen=True)
class Bar:
    x: str
    y: int
    width: str
    height: int
    css: str
    words: str


@dataclass(frozen=True)
class Stroke:
    x1: str
    y1: int
    x2: str
    y2: int


@dataclass(frozen=True)
class Dot:
    x: str
    y: int
    words: str


@dataclass(frozen=True)
class Grid:
    y: int
    label: str
    is_zero: bool


@dataclass(frozen=True)
class Tick:
    x: str
    label: str
    anchor: str  # as SVG has it: middle or end


@dataclass(frozen=True)
class Row:
    month: datetime.date
    values: list[str]
    sum: str  # of what goes up, less what goes down


@dataclass(frozen=True)
class Plot:
    """Series by month, drawn, with the same numbers as a table. `key` is unique in the page."""

    key: str
    series: Sequence[Series]
    grid: list[Grid]
    ticks: list[Tick]
    rows: list[Row]
    sum_name: str = ""
    bars: Sequence[Bar] = ()
    strokes: Sequence[Stroke] = ()
    dots: Sequence[Dot] = ()

    @property
    def height(self) -> int:
        return HEIGHT + 2 * MARGIN + FOOT

    @property
    def foot(self) -> int:
        """Where the months are written."""
        return self.height - 6

    @property
    def axis(self) -> int:
        """Pixels the longest label of the grid needs."""
        return int(max(len(line.label) for line in self.grid) * LETTER) + 10

    @property
    def axis_end(self) -> int:
        return self.axis - 8

    @property
    def is_empty(self) -> bool:
        return not any(value for each in self.series for value in each.values)


def stacked(
    key: str,
    months: Sequence[datetime.date],
    series: Sequence[Series],
    write: Callable[[int], str],
    sum_name: str = "",
) -> Plot:
    """Bars on one another; what is below nothing, or goes down, hangs from the line of nothing.

    Each number is written twice, for its bar and its row: `write` had better remember. With a
    `sum_name`, the table has a column for what a month comes to.
    """
    columns = list(zip(*_signed(series), strict=True))
    scale = Scale(
        max(sum(v for v in column if v > 0) for column in columns),
        min(sum(v for v in column if v < 0) for column in columns),
    )
    bars = [
        _bar(place, len(months), scale, span, each.css, f"{name}: {words}")
        for place, name in enumerate(map(month_name, months))
        for each, span, words in _stack(series, columns[place], write)
    ]
    rows = _rows(months, series, write)
    return Plot(key, series, scale.grid(write), _ticks(months), rows, sum_name, bars)


def _stack(
    series: Sequence[Series], column: Sequence[int], write: Callable[[int], str]
) -> Iterator[tuple[Series, tuple[int, int], str]]:
    """Of a month: what there is, from where to where, and its words."""
    ends = {True: 0, False: 0}  # of what is stacked already, up and down
    for each, value in zip(series, column, strict=True):
        if value:
            start = ends[value > 0]
            ends[value > 0] += value
            shown = write(abs(value) if each.is_down else value)
            yield each, (start, start + value), f"{shown}, {each.name}"


def line(
    key: str, months: Sequence[datetime.date], series: Series, write: Callable[[int], str]
) -> Plot:
    scale = Scale(max(0, *series.values), min(0, *series.values))
    dots = [
        Dot(
            _across((place + 0.5) / len(months)),
            scale.y(value),
            f"{month_name(months[place])}: {write(value)}",
        )
        for place, value in enumerate(series.values)
    ]
    strokes = [Stroke(one.x, one.y, two.x, two.y) for one, two in pairwise(dots)]
    rows = _rows(months, [series], write)
    return Plot(key, [series], scale.grid(write), _ticks(months), rows, strokes=strokes, dots=dots)


class Scale:
    """From numbers to pixels: round steps, and always the line of nothing."""

    def __init__(self, top: int, bottom: int) -> None:
        self.step = round_step(max(top, -bottom, 1))
        self.top = -(-top // self.step) * self.step
        self.bottom = bottom // self.step * self.step
        if self.top == self.bottom:
            self.top = self.step

    def y(self, value: int) -> int:
        return round(MARGIN + (self.top - value) * HEIGHT / (self.top - self.bottom))

    def grid(self, write: Callable[[int], str]) -> list[Grid]:
        values = range(self.bottom, self.top + 1, self.step)
        return [Grid(self.y(value), write(abs(value)), value == 0) for value in values]


def round_step(most: int) -> int:
    """1, 2 or 5 times a power of ten, so that LINES of them reach `most`."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if factor * size * LINES >= most:
                return factor * size
        size *= 10


def _bar(place: int, count: int, scale: Scale, span: tuple[int, int], css: str, words: str) -> Bar:
    upper, lower = sorted(map(scale.y, span))
    if upper == lower:  # something is never nothing
        upper, lower = (upper - 1, lower) if span[1] > span[0] else (upper, lower + 1)
    return Bar(
        x=_across((place + GAP / 2) / count),
        y=upper,
        width=_across((1 - GAP) / count),
        height=lower - upper,
        css=css,
        words=words,
    )


def _ticks(months: Sequence[datetime.date]) -> list[Tick]:
    ticks = []
    for place, month in enumerate(months):
        if month.month in TICKS:
            middle = (place + 0.5) / len(months)
            is_last = middle * 100 > 100 - EDGE  # at the start there is the axis' room
            anchor, x = ("end", 1.0) if is_last else ("middle", middle)
            label = month_name(month, TICKS[month.month])
            ticks.append(Tick(_across(x), label, anchor))
    return ticks


def _rows(
    months: Sequence[datetime.date], series: Sequence[Series], write: Callable[[int], str]
) -> list[Row]:
    sums = [sum(column) for column in zip(*_signed(series), strict=True)]
    return [
        Row(month, [write(each.values[place]) for each in series], write(sums[place]))
        for place, month in enumerate(months)
    ][::-1]


def _signed(series: Sequence[Series]) -> list[list[int]]:
    return [[-v if each.is_down else v for v in each.values] for each in series]


def _across(part: float) -> str:
    return f"{part * 100:.2f}%"


def month_name(month: datetime.date, pattern: str = "LLL y") -> str:
    """Short, in the nominative: янв. 2026, Jan 2026."""
    return format_date(month, pattern, locale=current_language())


def shade(percent: int | None) -> str:
    """The class of a cell of a heat table; empty for what is not known yet."""
    return "" if percent is None else f"heat-{min(percent, 100) // 10}"
