"""What of the desk is open to people without an account: a text they were sent a link to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from core.languages import current_language
from editing import previewing
from editing.desk.previews import page_of


@never_cache
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The text as it is saved now. Forged, over and revoked look the same; nothing keeps a copy."""
    link = previewing.opened(token)
    if link is None or link.object is None or link.language != current_language():
        raise Http404
    response = page_of(request, link.object, link.language, {})
    response["Referrer-Policy"] = "no-referrer"  # the address is a key
    return response
