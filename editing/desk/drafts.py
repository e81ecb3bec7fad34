"""What a page sends while somebody writes: kept as their draft, with word of who else is at it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from core.languages import LANGUAGES
from editing import drafting, history, presence
from editing.models import Draft

if TYPE_CHECKING:
    from accounts.models import User
    from editing.desk.form import DeskForm
    from editing.desk.page import DeskAdmin

SEVERAL = 20  # drafts of new texts that are listed


def draft(desk: DeskAdmin, request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """POST keeps it, or says that the page is still open; GET gives a new token to who was signed out."""
    obj = desk.text(request, pk or int(desk.begun(request) or 0))
    match request.method:
        case "GET":
            return JsonResponse({"token": get_token(request)})
        case "POST" if "discard" in request.POST:
            return discard(desk, request, obj)
        case "POST":
            return answer(desk, request, obj)
    return HttpResponseNotAllowed(["GET", "POST"])


def answer(desk: DeskAdmin, request: HttpRequest, obj: Model) -> JsonResponse:
    person: Any = request.user
    told: dict[str, Any] = {"is_kept": False, "others": "", "newer": "", "status": ""}
    if obj.pk:
        presence.come(person, obj)
        told |= {"others": others(person, obj), "newer": newer(request, obj)}
    if "unchanged" in request.POST:
        return JsonResponse(told)
    kept = keep(request, form_of(desk, request, obj))
    if kept is None:
        return JsonResponse(told | {"status": waits()})
    told |= {"is_kept": True, "status": kept_at(kept), "draft": drafting.mark(kept)}
    return JsonResponse(told)


def form_of(desk: DeskAdmin, request: HttpRequest, obj: Model) -> DeskForm:
    kind: type[DeskForm] = desk.get_form(request, obj if obj.pk else None, change=bool(obj.pk))
    return kind(request.POST, request.FILES, instance=obj)


def keep(request: HttpRequest, form: DeskForm) -> Draft | None:
    """None if another draft of this person waits."""
    person: Any = request.user
    return drafting.keep_after(
        person,
        form.instance,
        form.kept(),
        based_on=number(request),
        key=request.POST.get("key", "")[:40],
        known=request.POST.get("draft", ""),
    )


def kept_by_button(desk: DeskAdmin, request: HttpRequest, pk: int | None) -> HttpResponse | None:
    """Without scripts: on to the form that holds the draft. None if another draft waits."""
    obj = desk.text(request, pk)
    form = form_of(desk, request, obj)
    kept = keep(request, form)
    if kept is None:
        return None
    messages.success(request, kept_at(kept))
    for refusal in form.untaken:
        messages.error(request, refusal)
    return redirect(desk.form_at(obj, kept.key or "mine"))


def number(request: HttpRequest) -> int:
    given = request.POST.get("based_on", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def discard(desk: DeskAdmin, request: HttpRequest, obj: Model) -> HttpResponse:
    person: Any = request.user
    drafting.discard(person, obj, key=request.POST.get("key", ""))
    messages.success(request, _("The draft is thrown away."))
    return redirect(desk.form_at(obj))


def taken(request: HttpRequest, obj: Model) -> Draft | None:
    """The draft that whoever opens the page asks to go on with."""
    person: Any = request.user
    wanted = request.GET.get("draft", "")
    return drafting.waiting(person, obj, key=wanted) if wanted else None


def new_ones(person: User, model: type[Model]) -> QuerySet[Draft]:
    """Drafts of texts that aren't there yet."""
    of_it = drafting.place(model(), "")["content_type"]
    return drafting.of(person).filter(content_type=of_it, object_id=0)[:SEVERAL]


def title_of(fields: Mapping[str, Any]) -> str:
    titles = (fields.get(f"title_{code}") for code in LANGUAGES)
    return next(filter(None, titles), "…")


def new_key() -> str:
    return secrets.token_urlsafe(12)


def seal(person: User) -> str:
    """A key by which a browser locks what it keeps while the server is away.

    It comes with the page, which no disk keeps; who takes the computer away has only what is locked.
    """
    secret = salted_hmac("editing.desk", str(person.pk), algorithm="sha256").digest()
    return base64.b64encode(secret).decode()


def kept_at(draft: Draft) -> str:
    clock = time_format(timezone.localtime(draft.saved_at), "H:i")
    return _("Saved as draft at %(time)s.") % {"time": clock}


def waits() -> str:
    return _(
        "Not saved as a draft: another draft of yours waits. Open this page anew to go on with it"
        " or to throw it away."
    )


def others(person: User, obj: Model) -> str:
    names = ", ".join(str(each.person) for each in presence.others(person, obj))
    return _("Also has this text open: %(names)s.") % {"names": names} if names else ""


def newer(request: HttpRequest, obj: Model) -> str:
    theirs = history.newer(obj, number(request)) if "based_on" in request.POST else None
    if theirs is None:
        return ""
    told = {"name": theirs.saved_by or _("Somebody"), "number": theirs.number}
    text = _(
        "%(name)s saved this text meanwhile (revision %(number)d). If you save, you are shown both"
        " first: nothing is written over."
    )
    return text % told


def demand_writing(desk: DeskAdmin, request: HttpRequest, obj: Model) -> None:
    may = desk.has_change_permission(request, obj) if obj.pk else desk.has_add_permission(request)
    if not may:
        raise PermissionDenied
