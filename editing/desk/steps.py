"""A language's way to readers, by buttons: each is pressed on the text's page and confirmed on its own."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.languages import LANGUAGES
from editing import checking, history, publishing, rules
from editing.desk import past
from editing.kinds import kind_of
from editing.refusals import Conflict, NotAllowed, Unwritten
from editing.states import State

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from editing.desk.listing import ListAdmin
    from editing.desk.page import DeskAdmin
    from editing.models import Revision

ASIDE = (
    State.MISSING,
    State.DRAFT,
    State.WITHDRAWN,
)  # neither promised to readers nor to a colleague


@dataclass(frozen=True)
class Step:
    """`button` stands on the page of the text, `question` and `meaning` above the button that confirms."""

    take: Callable[..., Revision]
    button: _StrPromise
    question: _StrPromise
    meaning: _StrPromise
    states: tuple[State, ...]
    needs_publisher: bool = True
    has_moment: bool = False
    leads_out: bool = True  # towards readers: what is to be looked at before is shown


STEPS = {
    "review": Step(
        publishing.send_to_review,
        gettext_lazy("Send for review…"),
        gettext_lazy("Send for review?"),
        gettext_lazy("Whoever publishes sees that it waits for them, with your note."),
        ASIDE,
        needs_publisher=False,
    ),
    "return": Step(
        publishing.send_back,
        gettext_lazy("Send back…"),
        gettext_lazy("Send back?"),
        gettext_lazy("It is a draft again. Say in the note what is still to be done."),
        (State.REVIEW,),
        needs_publisher=False,
        leads_out=False,
    ),
    "publish": Step(
        publishing.publish,
        gettext_lazy("Publish now…"),
        gettext_lazy("Publish now?"),
        gettext_lazy("Readers see it at once, feeds and search engines get it too."),
        (*ASIDE, State.REVIEW, State.SCHEDULED),
    ),
    "schedule": Step(
        publishing.schedule,
        gettext_lazy("Date and hour…"),
        gettext_lazy("When should it come out?"),
        gettext_lazy(
            "It comes out by itself at that hour. An hour that has passed publishes at once."
        ),
        (*ASIDE, State.REVIEW, State.SCHEDULED, State.PUBLISHED),
        has_moment=True,
    ),
    "withdraw": Step(
        publishing.withdraw,
        gettext_lazy("Withdraw…"),
        gettext_lazy("Withdraw?"),
        gettext_lazy(
            "Readers no longer find it; its address says that nothing is there. It stays here."
        ),
        (State.SCHEDULED, State.PUBLISHED),
        leads_out=False,
    ),
}


class StepForm(forms.Form):
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    at = forms.DateTimeField(
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the colleague"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays in the history of the text."),
    )

    def __init__(self, step: Step, clock: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["at"].label = _("Day and hour, time in %(city)s") % {"city": clock}
        if not step.has_moment:
            del self.fields["at"]


def open_to(desk: ListAdmin, request: HttpRequest, obj: Any, language: str) -> dict[str, Step]:
    """The steps that this person may take with a language now."""
    person: Any = request.user
    state = obj.state_in(language)
    may_publish = rules.may_publish(person, obj)
    if not may_publish and getattr(obj, f"published_at_{language}"):
        return {}
    return {
        name: step
        for name, step in STEPS.items()
        if state in step.states and (may_publish or not step.needs_publisher)
    }


def step(desk: DeskAdmin, request: HttpRequest, pk: int, name: str, language: str) -> HttpResponse:
    obj = desk.text(request, pk)
    if name not in STEPS or language not in LANGUAGES:
        raise Http404
    chosen = STEPS[name]
    person: Any = request.user
    if chosen.needs_publisher and not rules.may_publish(person, obj):
        raise PermissionDenied
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    initial = {"based_on": history.latest(obj), "at": hour(obj, language)}
    form = StepForm(chosen, desk.clock(), request.POST or None, initial=initial)
    if form.is_valid() and take(desk, request, obj, language, chosen, form.cleaned_data):
        return redirect(desk.address("change", pk))
    return confirmation(desk, request, obj, language, chosen, form)


def hour(obj: Any, language: str) -> datetime.datetime:
    """The one it has, or tomorrow's first of the working day."""
    present = getattr(obj, f"published_at_{language}")
    morning = localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    return localtime(present) if present else morning + datetime.timedelta(days=1)


def take(
    desk: DeskAdmin, request: HttpRequest, obj: Any, language: str, step: Step, data: dict[str, Any]
) -> bool:
    """Whether the page of the text is next, with word of what happened."""
    try:
        step.take(obj, language, by=request.user, **data)
    except Unwritten:
        messages.error(request, _("A title and a text are needed in this language first."))
    except Conflict as conflict:
        told = {"name": conflict.theirs.saved_by or _("Somebody")}
        messages.error(
            request, _("%(name)s saved this text meanwhile: look at it before going on.") % told
        )
    except NotAllowed:
        raise PermissionDenied from None
    else:
        messages.success(request, said(obj, language))
    return True


def said(obj: Any, language: str) -> str:
    """How things are now, in a line."""
    obj.refresh_from_db()
    name = str(dict(settings.LANGUAGES)[language])
    state = obj.state_in(language)
    told = {"language": name, "state": state.label}
    if state in (State.SCHEDULED, State.PUBLISHED):
        at = localtime(getattr(obj, f"published_at_{language}"))
        told["at"] = date_format(at, "DATETIME_FORMAT")
        return _("%(language)s: %(state)s, %(at)s.") % told
    return _("%(language)s: %(state)s.") % told


def confirmation(
    desk: DeskAdmin, request: HttpRequest, obj: Any, language: str, step: Step, form: StepForm
) -> HttpResponse:
    context = past.of_page(desk, request, obj, str(step.question)) | {
        "step": step,
        "language_name": dict(settings.LANGUAGES)[language],
        "code": language,
        "words": getattr(obj, f"title_{language}"),
        "form": form,
    }
    if step.leads_out:
        kind = kind_of(obj)
        context["problems"] = checking.problems(kind, kind.values(obj), language)
    return render(request, "admin/editing/step.html", context)
