"""What came out on each of the last days, in each language, and the picture of it.

Places across are hundredths of the width, as strings, so that the picture fills whatever width it gets
and its words stay as large as text; places down are pixels. Colours are classes: see css/start.css.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from babel.dates import format_skeleton
from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from core.languages import LANGUAGES, current_language
from editing.desk.start.shelves import Rows, Shelf, Shelves

DAYS = 30
HEIGHT = 96  # pixels of the part with bars
HEAD = 18  # above it, for the number of its upper line
FOOT = 20  # below it, for the weeks
LEAST = 3  # that the upper line stands for: one text a day is no tower
STUB = 2  # pixels of a day on which nothing came out
GAP = 0.25  # between two bars, of a bar and its gap
EDGE = 86  # hundredths of the width, beyond which the name of a week finds no room

Day = datetime.date
Counts = Mapping[tuple[Day, str], int]


class Bar(NamedTuple):
    y: int
    height: int
    css: str


class Column(NamedTuple):
    """A day: its place, its bars from below, and what is said of it."""

    x: str
    width: str
    left: str  # of the room it has, which answers to a pointer
    room: str
    bars: list[Bar]
    words: str


class Week(NamedTuple):
    x: str
    label: str  # none where there is no room


class Total(NamedTuple):
    language: str
    name: str
    css: str
    number: int


class Picture(NamedTuple):
    columns: list[Column]
    weeks: list[Week]
    totals: list[Total]
    rows: list[tuple[str, list[int]]]  # the days on which something came out, the latest first
    top: int

    @property
    def height(self) -> int:
        return HEAD + HEIGHT + FOOT

    @property
    def room(self) -> int:
        return HEIGHT

    @property
    def ceiling(self) -> int:
        return HEAD

    @property
    def floor(self) -> int:
        return HEAD + HEIGHT

    @property
    def foot(self) -> int:
        return HEAD + HEIGHT + FOOT - 4


def published(shelves: Shelves) -> Counter[tuple[Day, str]]:
    """How many texts came out on a day in a language, by the clock of whoever asks. One query."""
    parts = [of_language(shelf, code) for shelf in shelves.values() for code in LANGUAGES]
    found: Counter[tuple[Day, str]] = Counter()
    if parts:
        for day, language, number in parts[0].union(*parts[1:], all=True):
            found[day, language] += number
    return found


def of_language(shelf: Shelf, language: str) -> Rows:
    column = f"published_at_{language}"
    first = datetime.datetime.combine(last_days()[0], datetime.time.min)
    came = Q(**{f"{column}__gte": timezone.make_aware(first), f"{column}__lte": timezone.now()})
    days = QuerySet(shelf.desk.model).filter(came).annotate(of_day=TruncDate(F(column)))
    counted = days.values("of_day").annotate(of_language=Value(language), of_number=Count("pk"))
    found: Rows = counted.values_list("of_day", "of_language", "of_number")
    return found


def last_days() -> list[Day]:
    """Today's, by the clock of whoever asks, is the last."""
    today = timezone.localdate()
    return [today - datetime.timedelta(days=ago) for ago in reversed(range(DAYS))]


def picture(counts: Counts) -> Picture:
    days = last_days()
    top = max(LEAST, *(sum(of_day(counts, day)) for day in days))
    return Picture(
        columns=[column(place, day, of_day(counts, day), top) for place, day in enumerate(days)],
        weeks=[week(place, day) for place, day in enumerate(days) if day.weekday() == 0 and place],
        totals=[
            Total(code, name(code), css(code), sum(counts.get((day, code), 0) for day in days))
            for code in LANGUAGES
        ],
        rows=[(named(day), of_day(counts, day)) for day in days[::-1] if any(of_day(counts, day))],
        top=top,
    )


def of_day(counts: Counts, day: Day) -> list[int]:
    return [counts.get((day, code), 0) for code in LANGUAGES]


def column(place: int, day: Day, numbers: Sequence[int], top: int) -> Column:
    said = ", ".join(
        f"{name(code)} {number}" for code, number in zip(LANGUAGES, numbers, strict=True) if number
    )
    return Column(
        x=across(place + GAP / 2),
        width=across(1 - GAP),
        left=across(place),
        room=across(1),
        bars=bars(numbers, top),
        words=f"{named(day)}: {said or 0}",
    )


def bars(numbers: Sequence[int], top: int) -> list[Bar]:
    """One upon another."""
    found, below = [], 0
    for code, number in zip(LANGUAGES, numbers, strict=True):
        lower, upper = (round(HEIGHT * count / top) for count in (below, below + number))
        if number:  # something is never nothing
            height = max(upper - lower, 1)
            found.append(Bar(HEAD + HEIGHT - lower - height, height, css(code)))
        below += number
    return found or [Bar(HEAD + HEIGHT - STUB, STUB, "none")]


def week(place: int, day: Day) -> Week:
    """By the day it begins with."""
    has_room = place / DAYS * 100 < EDGE
    label = format_skeleton("MMMd", day, locale=current_language()) if has_room else ""
    return Week(across(place), label)


def named(day: Day) -> str:
    return str(format_skeleton("MMMMd", day, locale=current_language()))


def name(language: str) -> str:
    return str(dict(settings.LANGUAGES)[language])


def css(language: str) -> str:
    return f"series-{LANGUAGES.index(language) + 1}"


def across(days: float) -> str:
    return f"{days / DAYS * 100:.2f}%"
