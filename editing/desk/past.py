"""The history of a text: who saved what and when, what differs between any two, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.languages import LANGUAGES
from editing import history, restoring
from editing.desk.comparing import InLanguage, by_language
from editing.models import Revision, What
from editing.refusals import Conflict, NotAllowed, Unwritten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from editing.desk.page import DeskAdmin

PER_PAGE = 50


class Line(NamedTuple):
    revision: Revision
    steps: list[tuple[str, str]]  # a language's code and what happened to it
    words: list[str]  # languages whose words changed


class RestoreForm(forms.Form):
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=settings.LANGUAGES,
        initial=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("With all of them, cover, author and topics come back, too."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the colleague"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def page(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The revisions; with `from` and `to`, what changed between these two. Reading it changes nothing."""
    obj = readable(desk, request, pk)
    revisions = Revision.objects.of(obj).without_texts().select_related("saved_by")
    shown = Paginator(revisions, PER_PAGE).get_page(request.GET.get("page"))
    pair = chosen(obj, request)
    context = of_page(desk, request, obj, _("History")) | {
        "lines": [line(each) for each in shown],
        "page": shown,
        "pair": pair,
        "languages": compared(desk, *pair) if pair else [],
        "latest": history.latest(obj),
        "may_restore": desk.has_change_permission(request, obj),
    }
    return render(request, "admin/editing/history.html", context)


def restore(desk: DeskAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """First it shows what would change; then the words of that revision are saved anew."""
    obj = desk.text(request, pk)
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    then = revision(obj, number)
    initial = {"based_on": history.latest(obj)}
    form = RestoreForm(request.POST or None, initial=initial, label_suffix="")
    if form.is_valid():
        back(request, obj, then, form.cleaned_data)
        return redirect(desk.address("change", pk))
    now = desk.kind.values(obj)
    context = of_page(desk, request, obj, _("Restore revision %(n)d?") % {"n": number}) | {
        "revision": then,
        "form": form,
        "languages": by_language(desk.kind, now, now | restoring.said_then(obj, then, LANGUAGES)),
    }
    return render(request, "admin/editing/restore.html", context)


def back(request: HttpRequest, obj: Any, then: Revision, data: dict[str, Any]) -> None:
    person: Any = request.user
    try:
        restoring.restore(obj, then, by=person, **data)
    except Conflict as conflict:
        told = {"name": conflict.theirs.saved_by or _("Somebody")}
        messages.error(
            request, _("%(name)s saved this text meanwhile: look at it before going on.") % told
        )
    except Unwritten:
        messages.error(
            request,
            _(
                "That revision lacks a title or a text in a language that readers have: withdraw it first."
            ),
        )
    except NotAllowed:
        raise PermissionDenied from None
    else:
        said = _("The words of revision %(n)d are back.")
        messages.success(request, said % {"n": then.number})


def chosen(obj: Any, request: HttpRequest) -> tuple[Revision, Revision] | None:
    """The older one first, whichever was named first."""
    given = [request.GET.get(name, "") for name in ("from", "to")]
    if not all(each.isdecimal() and len(each) < 10 for each in given):
        return None
    older, newer = sorted(map(int, given))
    return revision(obj, older), revision(obj, newer)


def revision(obj: Any, number: int) -> Revision:
    found = Revision.objects.of(obj).filter(number=number).select_related("saved_by").first()
    if found is None:
        raise Http404
    return found


def compared(desk: DeskAdmin, older: Revision, newer: Revision) -> list[InLanguage]:
    return by_language(desk.kind, older.fields, newer.fields)


def line(revision: Revision) -> Line:
    steps = [(code, str(What(what).label)) for code, what in revision.steps.items()]
    return Line(revision, steps, names_of(revision.languages))


def names_of(codes: Sequence[str]) -> list[str]:
    names = dict(settings.LANGUAGES)
    return [str(names.get(code, code)) for code in codes]


def readable(desk: DeskAdmin, request: HttpRequest, pk: int) -> Any:
    obj = desk.stored(request, pk)
    if not desk.has_view_or_change_permission(request, obj):
        raise PermissionDenied
    return obj


def of_page(desk: DeskAdmin, request: HttpRequest, obj: Any, title: str) -> dict[str, Any]:
    """What every page beside that of the text shows around what it is for."""
    return {
        **desk.admin_site.each_context(request),
        "title": title,
        "opts": desk.opts,
        "original": obj,
        "name": str(obj),
        "back": desk.form_at(obj),
        "list": desk.address("changelist"),
        "clock": desk.clock(),
        "is_nav_sidebar_enabled": False,
    }
