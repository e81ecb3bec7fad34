"""Which texts a list shows: what is asked for in its address, read from a form without scripts.

Nothing is an error: what can't be understood narrows nothing, and the form says so beside a date.
"""

from __future__ import annotations

import datetime
import operator
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.languages import LANGUAGES
from editing import conditions
from editing.states import State
from editing.translating import Condition

if TYPE_CHECKING:
    from editing.desk.listing import ListAdmin

LONGEST = 200  # characters of a search
LARGEST = 2**63 - 1  # of PostgreSQL's numbers
MORE = ("period", "since", "until")  # beside relations: asked for less often
ANY = ("", pgettext_lazy("choice of a filter", "any"))
STATES = [each for each in State if each != State.MISSING]
STANDINGS = [each for each in Condition if each != Condition.ORIGINAL]
BOUNDS = [
    MinValueValidator(datetime.date(1900, 1, 1)),  # far days overflow in time zones
    MaxValueValidator(datetime.date(2100, 12, 31)),
]
PERIODS = {
    "today": _("today"),
    "week": _("in the last seven days"),
    "month": _("this month"),
    "year": _("this year"),
}


class Filters(forms.Form):
    q = forms.CharField(
        label=_("Search"), required=False, widget=forms.TextInput({"type": "search"})
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[ANY, *((each, each.label) for each in STATES)]
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[ANY, *settings.LANGUAGES]
    )
    translation = forms.ChoiceField(
        label=_("Translation"),
        required=False,
        choices=[ANY, *((each, each.label) for each in STANDINGS)],
    )
    period = forms.ChoiceField(
        label=_("Comes out"), required=False, choices=[ANY, *PERIODS.items()]
    )
    since = forms.DateField(label=_("Not before"), required=False, validators=BOUNDS)
    until = forms.DateField(label=_("Not after"), required=False, validators=BOUNDS)

    def __init__(self, desk: ListAdmin, asked: QueryDict) -> None:
        """A query for each relation by which the desk's texts are narrowed."""
        super().__init__(
            asked.copy(), auto_id="filter_%s", label_suffix="", use_required_attribute=False
        )
        self.desk = desk
        self.names = {name: desk.names_of(field) for name, field in desk.narrowed_by.items()}
        for name, field in desk.narrowed_by.items():
            label = capfirst(str(desk.kind.field(field).verbose_name))
            choices = [ANY, *self.names[name].items()]
            self.fields[name] = forms.TypedChoiceField(
                label=label, required=False, choices=choices, coerce=int, empty_value=""
            )
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        self.is_valid()
        for name in ("since", "until"):  # browsers complain of what is no day
            self.data[name] = str(self.asked(name))  # type: ignore[index]

    def asked(self, name: str) -> Any:
        """What was understood; empty otherwise."""
        return self.cleaned_data.get(name) or ""

    @property
    def text(self) -> str:
        return " ".join(str(self.asked("q"))[:LONGEST].split())

    @property
    def is_active(self) -> bool:
        return any(map(self.asked, self.fields))

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("state", "language", "translation")]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self.names, *MORE)]

    @property
    def is_more_active(self) -> bool:
        return any(field.errors or self.asked(field.name) for field in self.more_fields)

    def condition(self) -> Q:
        """On rows of the desk's model."""
        return reduce(operator.or_, self.ways)

    @cached_property
    def ways(self) -> list[Q]:
        """In which a row may fulfil it: one for each language that may be meant.

        Each is asked for by itself: PostgreSQL guesses badly how many rows fulfil one or the other.
        """
        found = Q()
        for name, field in self.desk.narrowed_by.items():
            if chosen := self.asked(name):
                found &= Q(**{field: chosen})
        if self.text:
            found &= self.having(self.text)
        if not self.asks_of_languages:
            return [found]
        codes = [self.asked("language")] if self.asked("language") else LANGUAGES
        return [found & self.in_language(code) for code in codes]

    @property
    def asks_of_languages(self) -> bool:
        return any(map(self.asked, ("state", "language", "translation", *MORE)))

    def in_language(self, code: str) -> Q:
        """Everything that is asked of a language, of the same one.

        Where it isn't written, state and period are those of what could be translated into it.
        """
        words, found = self.desk.kind.words, Q()
        codes = [code]
        if standing := self.asked("translation"):
            found = conditions.standing(Condition(standing), code, words)
            if standing == Condition.MISSING:
                codes = [each for each in LANGUAGES if each != code]
        ways = [self.on_its_way(each) for each in codes]
        if any(ways):
            return found & reduce(operator.or_, ways)
        return found or conditions.begun_in(code, words)

    def on_its_way(self, code: str) -> Q:
        """In the state, and coming out in the period, that is asked for."""
        found = Q()
        if state := self.asked("state"):
            found = conditions.in_state(State(state), code, self.desk.kind.words)
        start, end = self.days
        if start:
            found &= Q(**{f"published_at_{code}__gte": beginning(start)})
        if end:
            found &= Q(**{f"published_at_{code}__lt": beginning(end)})
        return found

    @cached_property
    def days(self) -> tuple[datetime.date | None, datetime.date | None]:
        """From a day to another, which is not in it, by the editor's calendar."""
        start, end = span(self.asked("period"), timezone.localdate())
        since, until = self.asked("since"), self.asked("until")
        starts = [day for day in (start, since) if day]
        ends = [day for day in (end, until and until + datetime.timedelta(days=1)) if day]
        return max(starts, default=None), min(ends, default=None)

    def having(self, text: str) -> Q:
        """By words, or else by the number of a text or its address, which may be a whole one."""
        found = self.desk.having(text)
        number = text.removeprefix("#")
        if is_number(number):
            found |= Q(pk=int(number))
        slug = text.rstrip("/").rpartition("/")[2].lower()
        for field in self.desk.kind.addresses if slug and " " not in slug else ():
            for code in LANGUAGES:
                found |= Q(**{f"{field}_{code}__startswith": slug})
        return found


def is_number(text: str) -> bool:
    """Which a row may have."""
    return text.isdecimal() and int(text) <= LARGEST


def span(period: str, today: datetime.date) -> tuple[datetime.date | None, datetime.date | None]:
    tomorrow = today + datetime.timedelta(days=1)
    match period:
        case "today":
            return today, tomorrow
        case "week":
            return tomorrow - datetime.timedelta(days=7), tomorrow
        case "month":
            first = today.replace(day=1)
            return first, (first + datetime.timedelta(days=32)).replace(day=1)
        case "year":
            return today.replace(month=1, day=1), today.replace(year=today.year + 1, month=1, day=1)
    return None, None


def beginning(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, timezone.get_current_timezone())
