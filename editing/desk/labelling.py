"""Giving many texts other topics, or what else a kind calls the rows it is sorted by."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from editing import rules, saving
from editing.desk import columns
from editing.desk.chosen import AT_ONCE, Text, attempt, of_page, tell, texts
from editing.desk.labels import LabelForm
from editing.models import Revision

if TYPE_CHECKING:
    from editing.desk.listing import ListAdmin

LINE = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})", re.ASCII)
DONE = ngettext_lazy("%(n)d text was changed.", "%(n)d texts were changed.", "n")


class Line(NamedTuple):
    text: Text
    now: list[str]
    then: list[str]
    refusal: str

    @property
    def is_changed(self) -> bool:
        return set(self.now) != set(self.then)

    @property
    def value(self) -> str:
        return f"{self.text.row.pk}.{self.text.version}"


@admin.action(permissions=["change"], description=gettext_lazy("Change topics…"))
def relabel(desk: ListAdmin, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse:
    """The page that the list's button leads to: which, and what with them?"""
    pks = list(rows.order_by().values_list("pk", flat=True)[:AT_ONCE])
    form, query = form_of(desk), request.GET.urlencode()
    return page(desk, request, form, texts(desk, request, pks), query)


def label(desk: ListAdmin, request: HttpRequest) -> HttpResponse:
    """First it shows what each text would have; then, by another button, that is saved."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not desk.labelled_by:
        raise Http404
    shown, query = read(request.POST.getlist("line")), request.POST.get("query", "")
    form = form_of(desk, request.POST)
    found = [text._replace(version=shown[text.row.pk]) for text in texts(desk, request, [*shown])]
    if not form.is_valid() or request.POST.get("seen") != form.choice:
        return page(desk, request, form, found, query)
    changing = [text for text in found if form.changes(present(desk, text))]
    left = [(each.title, why) for each in changing if (why := save(desk, request, form, each))]
    gone = sorted(shown.keys() - {text.row.pk for text in found})
    left += [(f"#{pk}", _("It was deleted meanwhile.")) for pk in gone]
    tell(request, len(changing) + len(gone) - len(left), DONE, left)
    return redirect(columns.address(desk, query))


def form_of(desk: ListAdmin, *data: Any) -> LabelForm:
    field = desk.narrowed_by[desk.labelled_by]
    label = str(desk.kind.field(field).verbose_name).capitalize()
    return LabelForm(label, desk.names_of(field), *data)


def save(desk: ListAdmin, request: HttpRequest, form: LabelForm, text: Text) -> str:
    """Why it was left alone, or nothing."""
    field, person = desk.narrowed_by[desk.labelled_by], request.user

    def store() -> Revision:
        fields = {field: form.after(present(desk, text))}
        return saving.save(text.row, fields, by=person, based_on=text.version)  # type: ignore[arg-type]

    return refusal(desk, request, text) or attempt(text.row, text.version, store)


def refusal(desk: ListAdmin, request: HttpRequest, text: Text) -> str:
    person: Any = request.user
    field = desk.narrowed_by[desk.labelled_by]
    if not text.refusal and field in rules.closed_to(person, desk.kind, text.row):
        return _("Only whoever publishes may change it.")
    return text.refusal


def present(desk: ListAdmin, text: Text) -> list[int]:
    """One query."""
    rows: Any = getattr(text.row, desk.narrowed_by[desk.labelled_by])
    return list(rows.order_by("pk").values_list("pk", flat=True))


def page(
    desk: ListAdmin, request: HttpRequest, form: LabelForm, found: Collection[Text], query: str
) -> HttpResponse:
    """With what each text would have, once that is known."""
    is_known = form.is_valid()
    names: dict[int, str] = dict(form.fields["labels"].choices)  # type: ignore[attr-defined]

    def line(text: Text) -> Line:
        now = present(desk, text)
        then = form.after(now) if is_known else now
        said = [[names[each] for each in some if each in names] for some in (now, then)]
        return Line(text, said[0], said[1], refusal(desk, request, text))

    context = of_page(desk, request, _("Change topics"), query) | {
        "form": form,
        "is_known": is_known,
        "lines": [line(each) for each in found],
    }
    return render(request, "admin/editing/labels.html", context)


def read(lines: Iterable[str]) -> dict[int, int]:
    """The version that was shown of each text."""
    matches = filter(None, map(LINE.fullmatch, lines))
    return {int(match[1]): int(match[2]) for match in list(matches)[:AT_ONCE]}
