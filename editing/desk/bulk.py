"""Publishing and withdrawing many texts: which languages of which, with what is to be looked at before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from core.languages import LANGUAGES
from editing import checking, publishing, rules
from editing.desk import columns, steps
from editing.desk.chosen import AT_ONCE, Text, attempt, of_page, tell, texts
from editing.models import Revision
from editing.sources import is_whole
from editing.states import State

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from editing.checking import Problem
    from editing.desk.listing import ListAdmin
    from editing.kinds import Values

LINE = re.compile(rf"([0-9]{{1,18}})\.({'|'.join(LANGUAGES)})\.([0-9]{{1,9}})", re.ASCII)


@dataclass(frozen=True)
class Deed:
    """`button` stands in the list, `question` and `meaning` above the button `yes` that confirms."""

    take: Callable[..., Revision]
    button: _StrPromise
    question: _StrPromise
    meaning: _StrPromise
    yes: _StrPromise
    done: _StrPromise
    impossible: _StrPromise  # of a language whose state it doesn't fit
    leads_out: bool


DEEDS = {
    "publish": Deed(
        publishing.publish,
        gettext_lazy("Publish…"),
        gettext_lazy("Publish these?"),
        gettext_lazy(
            "What is ticked comes out at once. Where there is something to look at, nothing is ticked yet."
        ),
        gettext_lazy("Publish what is ticked"),
        ngettext_lazy("%(n)d text was published.", "%(n)d texts were published.", "n"),
        gettext_lazy("It is out already."),
        leads_out=True,
    ),
    "withdraw": Deed(
        publishing.withdraw,
        gettext_lazy("Withdraw…"),
        gettext_lazy("Withdraw these?"),
        gettext_lazy(
            "Readers no longer find what is ticked; its address says that nothing is there. It stays here."
        ),
        gettext_lazy("Withdraw what is ticked"),
        ngettext_lazy("%(n)d text was withdrawn.", "%(n)d texts were withdrawn.", "n"),
        gettext_lazy("It isn’t out, nor has it an hour to come out."),
        leads_out=False,
    ),
}


class Line(NamedTuple):
    """A language of a text: what the tick sends, or why there is none; what is to be looked at."""

    code: str
    name: str
    state: State
    value: str
    refusal: str
    problems: list[Problem]

    @property
    def is_ticked(self) -> bool:
        return not self.problems


def ask(desk: ListAdmin, request: HttpRequest, name: str, rows: QuerySet[Any]) -> HttpResponse:
    """The page that the list's button leads to. Checks take some ms for each language."""
    deed = DEEDS[name]
    asked = request.GET.get("language", "")
    codes = [asked] if asked in LANGUAGES else LANGUAGES
    pks = list(rows.order_by().values_list("pk", flat=True)[:AT_ONCE])
    found = texts(desk, request, pks)
    context = of_page(desk, request, str(deed.question), request.GET.urlencode()) | {
        "deed": deed,
        "name": name,
        "shown": [(text, lines(desk, request, name, text, codes)) for text in found],
    }
    return render(request, "admin/editing/bulk.html", context)


def lines(
    desk: ListAdmin, request: HttpRequest, name: str, text: Text, codes: Iterable[str]
) -> list[Line]:
    """Of the languages in which something is written."""
    values = desk.kind.values(text.row)
    written = (code for code in codes if text.row.state_in(code) != State.MISSING)
    return [line(desk, request, name, text, code, values) for code in written]


def line(
    desk: ListAdmin, request: HttpRequest, name: str, text: Text, code: str, values: Values
) -> Line:
    deed, refusal = DEEDS[name], text.refusal
    state = text.row.state_in(code)
    if not refusal and name not in steps.open_to(desk, request, text.row, code):
        refusal = str(deed.impossible)
    if not refusal and deed.leads_out and not is_whole(desk.kind, values, code):
        refusal = _("A title and a text are needed first.")
    is_checked = deed.leads_out and not refusal
    problems = checking.problems(desk.kind, values, code) if is_checked else []
    value = f"{text.row.pk}.{code}.{text.version}"
    return Line(code, str(dict(settings.LANGUAGES)[code]), state, value, refusal, problems)


@admin.action(permissions=["publish"], description=DEEDS["publish"].button)
def publish(desk: ListAdmin, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse:
    return ask(desk, request, "publish", rows)


@admin.action(permissions=["publish"], description=DEEDS["withdraw"].button)
def withdraw(desk: ListAdmin, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse:
    return ask(desk, request, "withdraw", rows)


def confirmed(desk: ListAdmin, request: HttpRequest, name: str) -> HttpResponse:
    """Done to what was ticked, as far as it is still as it was shown."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not rules.may_publish(request.user, desk.model):  # type: ignore[arg-type]
        raise PermissionDenied
    if name not in DEEDS:
        raise Http404
    deed, ticked = DEEDS[name], read(request.POST.getlist("line"))
    note = request.POST.get("note", "").replace("\0", "")[:2_000]
    left, found = [], texts(desk, request, list(ticked))
    for text in found:
        version, codes = ticked[text.row.pk]

        def save(row: Any = text.row, codes: Any = codes, version: int = version) -> Revision:
            return deed.take(row, *codes, by=request.user, based_on=version, note=note)

        if why := text.refusal or attempt(text.row, version, save):
            left.append((text.title, why))
    gone = ticked.keys() - {text.row.pk for text in found}
    left += [(f"#{pk}", _("It was deleted meanwhile.")) for pk in sorted(gone)]
    tell(request, len(ticked) - len(left), deed.done, left)
    return redirect(columns.address(desk, request.POST.get("query", "")))


def read(ticks: Iterable[str]) -> dict[int, tuple[int, list[str]]]:
    """The version that was shown of each text, and its languages; what is no tick of ours is left out."""
    found: dict[int, tuple[int, list[str]]] = {}
    for tick in ticks:
        if (match := LINE.fullmatch(tick)) and (len(found) < AT_ONCE or int(match[1]) in found):
            _version, codes = found.setdefault(int(match[1]), (int(match[3]), []))
            codes.append(match[2])
    return found
