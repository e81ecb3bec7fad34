"""The columns of a list: what each shows of a text, and which of them somebody wants to see."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _

from core.languages import LANGUAGES, current_language
from editing.models import Columns
from editing.states import State, state
from editing.translating import Condition, is_begun

if TYPE_CHECKING:
    import datetime

    from accounts.models import User
    from editing.desk.listing import ListAdmin

TITLE, CHANGED, CAME_OUT = "title", "changed", "came_out"
ASIDE = {CAME_OUT}  # until somebody asks for them: the columns of languages say it, too


class Column(NamedTuple):
    name: str  # of the column, in our table and in style sheets
    label: str
    cell: Callable[[Any], Any]  # what Django's list asks for each row


def all_of(desk: ListAdmin) -> list[Column]:
    languages = (
        column(code, get_language_info(code)["name_translated"], in_language(code))
        for code in LANGUAGES
    )
    relations = (
        column(name, str(desk.kind.field(field).verbose_name), related(name))
        for name, field in desk.narrowed_by.items()
    )
    last = [column(CHANGED, _("Changed"), changed(desk.changed_at))] if desk.changed_at else []
    came = column(CAME_OUT, _("Came out"), came_out)
    return [column(TITLE, _("Title"), title), *languages, *relations, *last, came]


def column(name: str, label: str, show: Callable[[Any], Any]) -> Column:
    def cell(row: Any) -> Any:
        return show(row)

    cell.__name__ = name  # the class of its cells
    cell.short_description = label  # type: ignore[attr-defined]
    return Column(name, label, cell)


# What they show


def title(row: Any) -> Any:
    text, language = title_of(row)
    return format_html('<span lang="{}">{}</span>', language, text) if language else text


def title_of(row: Any) -> tuple[str, str]:
    """In the current language, else in another, and which it is; a number where there is none."""
    for code in sorted(LANGUAGES, key=lambda code: code != current_language()):
        if text := getattr(row, f"title_{code}"):
            return text, code
    return f"#{row.pk}", ""


def in_language(code: str) -> Callable[[Any], Any]:
    """Its state, the day that belongs to it, and what is to be said of a translation."""

    def cell(row: Any) -> Any:
        moment = getattr(row, f"published_at_{code}")
        now = state(moment, getattr(row, f"stage_{code}"), is_begun=is_begun(row, code))
        standing = row.standings[code]
        if now == State.MISSING:
            return labelled(code.upper(), said("missing", standing))
        parts = [said(now.value, now.label)]
        if moment:
            has_hour = now == State.SCHEDULED
            parts.append(quiet(day_and_hour(moment) if has_hour else day(moment)))
        if standing.condition in (Condition.CURRENT, Condition.BEHIND):
            parts.append(said(standing.condition.value, standing))
        elif standing.condition == Condition.MISSING:
            parts.append(said("missing", standing))
        return labelled(code.upper(), *parts)

    return cell


def related(name: str) -> Callable[[Any], Any]:
    def cell(row: Any) -> Any:
        return ", ".join(row.names.get(name, ()))

    return cell


def changed(field: str) -> Callable[[Any], Any]:
    """When, and by whom; of what is older than its history nobody knows."""

    def cell(row: Any) -> Any:
        when = quiet(day_and_hour(getattr(row, field)))
        return labelled(_("Changed"), when, *([quiet(row.changed_by)] if row.changed_by else []))

    return cell


def came_out(row: Any) -> Any:
    """First, in whichever language."""
    moments = [moment for code in LANGUAGES if (moment := getattr(row, f"published_at_{code}"))]
    return labelled(_("Came out"), quiet(day(min(moments)))) if moments else ""


def said(name: str, words: Any) -> Any:
    return format_html('<span class="list-{}">{}</span>', name, words)


def quiet(words: Any) -> Any:
    return format_html('<span class="list-quiet">{}</span>', words)


def labelled(label: str, *parts: Any) -> Any:
    """The label is for narrow screens, where no head of a column stands above."""
    whole = format_html(" ".join(["{}"] * len(parts)), *parts)
    return format_html('<span class="list-label">{}</span> {}', label, whole)


def day(moment: datetime.datetime) -> str:
    return date_format(localtime(moment), pgettext("a day in a narrow column", "j M Y"))


def day_and_hour(moment: datetime.datetime) -> str:
    return date_format(localtime(moment), pgettext("a moment in a narrow column", "j M Y, H:i"))


# Which of them


def chosen(desk: ListAdmin, person: User) -> Collection[str]:
    """By name. One query."""
    known = [each.name for each in all_of(desk)]
    kept = Columns.objects.filter(person=person, content_type=model_of(desk))
    names: list[str] | None = kept.values_list("names", flat=True).first()
    if names is None:
        return [name for name in known if name not in ASIDE]
    return {TITLE, *names}.intersection(known)


def offered(desk: ListAdmin, shown: Collection[Any]) -> list[tuple[Column, bool]]:
    """Those that may be hidden, and whether they are among the cells that are shown."""
    names = {getattr(cell, "__name__", "") for cell in shown}
    return [(each, each.name in names) for each in all_of(desk) if each.name != TITLE]


def choose(desk: ListAdmin, request: HttpRequest) -> HttpResponse:
    """Kept for the person, not in the browser: it is the same on each of their devices, and leaves
    nothing on one that is taken away.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    person: Any = request.user
    names = {each.name for each in all_of(desk)}.intersection(request.POST.getlist("column"))
    Columns.objects.update_or_create(
        person=person,
        content_type=model_of(desk),
        defaults={"names": sorted(names)},
    )
    return redirect(address(desk, request.POST.get("query", "")))


def address(desk: ListAdmin, query: str) -> str:
    """Of the list, as it was narrowed when somebody left it."""
    kept = QueryDict(query[:1_000], mutable=True)
    listed = desk.address("changelist")
    return f"{listed}?{kept.urlencode()}" if kept else listed


def model_of(desk: ListAdmin) -> ContentType:
    return ContentType.objects.get_for_model(desk.model)
