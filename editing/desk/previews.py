"""A text as readers will have it: for who writes it, on either width; and links for who has no account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.languages import LANGUAGES
from editing import drafting, previewing
from editing.desk import drafts, past
from editing.kinds import Values, kind_of
from editing.models import Draft, PreviewLink

if TYPE_CHECKING:
    from editing.desk.page import DeskAdmin

WIDTHS = ("phone", "desktop")


def preview(desk: DeskAdmin, request: HttpRequest, pk: int, language: str) -> HttpResponseBase:
    """What is written of a text, or saved; and the links to what is saved."""
    obj = readable(desk, request, pk, language)
    draft = shown_draft(request, obj)
    more = {
        "waits": draft or drafting.waiting(request.user, obj),  # type: ignore[arg-type]
        "may_share": desk.has_change_permission(request, obj),
        "shared": [(each, address(request, each)) for each in previewing.of(obj)],
        "links": desk.address("preview_links", pk, language),
    }
    return framing(request, around(desk, request, obj, language, draft) | more)


def new_preview(desk: DeskAdmin, request: HttpRequest, language: str) -> HttpResponseBase:
    """What is written of a text that was never saved."""
    obj = begun(desk, request, language)
    draft = shown_draft(request, obj)
    more = {"name": drafts.title_of(draft.fields) if draft else "…"}
    return framing(request, around(desk, request, obj, language, draft) | more)


def around(
    desk: DeskAdmin, request: HttpRequest, obj: Any, language: str, draft: Draft | None
) -> dict[str, Any]:
    """Around the page itself: the choice of width and language, and the way back."""
    width = request.GET.get("width", "")
    width = width if width in WIDTHS else WIDTHS[0]
    key = key_of(request)
    named = {"draft": key} if key else {}
    frame = named if draft or not obj.pk else {"saved": "yes"}
    return past.of_page(desk, request, obj, _("Preview")) | {
        "back": desk.form_at(obj, key),
        "code": language,
        "languages": [
            (code, name, at(desk, "preview", obj, code, named | {"width": width}))
            for code, name in settings.LANGUAGES
        ],
        "width": width,
        "key": key,
        "frame": at(desk, "preview_page", obj, language, frame),
        "draft": draft,
    }


def at(
    desk: DeskAdmin, page: str, obj: Any, language: str, query: Mapping[str, str] | None = None
) -> str:
    """The address of one of the pages here."""
    found = (
        desk.address(page, obj.pk, language) if obj.pk else desk.address(f"new_{page}", language)
    )
    return f"{found}?{urlencode(query)}" if query else found


def framing(request: HttpRequest, context: dict[str, Any]) -> HttpResponseBase:
    """The one page of the site that frames another, which is its own."""
    response = render(request, "admin/editing/preview.html", context)
    return with_policy(request, response, "frame-src")


def page(desk: DeskAdmin, request: HttpRequest, pk: int, language: str) -> HttpResponseBase:
    """What is framed: exactly what readers will get."""
    return framed(request, readable(desk, request, pk, language), language)


def new_page(desk: DeskAdmin, request: HttpRequest, language: str) -> HttpResponseBase:
    return framed(request, begun(desk, request, language), language)


def framed(request: HttpRequest, obj: Any, language: str) -> HttpResponseBase:
    draft = shown_draft(request, obj)
    response = page_of(request, obj, language, usable(obj, draft) if draft else {})
    response["X-Frame-Options"] = "SAMEORIGIN"
    return with_policy(request, response, "frame-ancestors")


def links(desk: DeskAdmin, request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """POST makes a link, or revokes the one that is named."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    obj = desk.text(request, pk)
    if language not in LANGUAGES:
        raise Http404
    named = request.POST.get("revoke", "")
    if named.isdecimal() and len(named) < 19:
        for link in previewing.of(obj).filter(pk=named):
            previewing.revoke(link)
        messages.success(request, _("The link no longer opens."))
    else:
        person: Any = request.user
        previewing.make(obj, language, by=person)
        messages.success(request, _("The link is ready. Whoever has it can read the text."))
    return redirect(desk.address("preview", pk, language))


def page_of(request: HttpRequest, obj: Any, language: str, values: Values) -> HttpResponse:
    """Raises Http404 for kinds of which readers have no pages."""
    shown = kind_of(obj).shown
    if shown is None:
        raise Http404
    response = shown(request, obj, language, values)
    response["X-Robots-Tag"] = "noindex, nofollow"
    del response["Last-Modified"]  # a draft changes without the text
    return response


def readable(desk: DeskAdmin, request: HttpRequest, pk: int, language: str) -> Any:
    if language not in LANGUAGES:
        raise Http404
    return past.readable(desk, request, pk)


def begun(desk: DeskAdmin, request: HttpRequest, language: str) -> Any:
    """A text for which there is no row yet."""
    if language not in LANGUAGES:
        raise Http404
    return desk.text(request, None)


def key_of(request: HttpRequest) -> str:
    """Which of the new texts of whoever asks it is about: see `editing.models.Draft`."""
    return request.GET.get("draft", "")[:40]


def shown_draft(request: HttpRequest, obj: Any) -> Draft | None:
    """The draft of whoever looks, unless they ask for what is saved."""
    person: Any = request.user
    if "saved" in request.GET:
        return None
    return drafting.waiting(person, obj, key=key_of(request))


def usable(obj: Any, draft: Draft) -> Values:
    """What of a draft can be shown: what is there still, and no moment of coming out."""
    kind = kind_of(obj)
    names = [name for code in LANGUAGES for name in kind.words_in(code)] + list(kind.shared)
    fields = draft.fields
    return {name: kind.still_there(name, fields[name]) for name in names if name in fields}


def address(request: HttpRequest, link: PreviewLink) -> str:
    with override(link.language):
        path = reverse("preview", args=[previewing.token(link)])
    return request.build_absolute_uri(path)


def with_policy(request: HttpRequest, response: HttpResponse, directive: str) -> HttpResponseBase:
    """The response, whose policy lets our own pages frame or be framed, and nobody else."""
    widened = csp_replace({directive: [SELF]})
    return widened(lambda _request: response)(request)
