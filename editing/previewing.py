"""A text before it is out: as readers will have it, and links for who has no account."""

from __future__ import annotations

import copy
import datetime
from typing import TYPE_CHECKING

from django.core import signing
from django.db.models import Model, QuerySet
from django.utils import timezone

from core import html
from editing.kinds import Values, kind_of
from editing.models import PreviewLink, about
from editing.states import has_come

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User
    from editing.texts import Text

SALT = "editing.preview"
LIFE = datetime.timedelta(days=7)
NO_ADDRESS = "preview"  # of a text that has none yet
NOBODYS = 0  # no row has this number


def put_out(text: Text, language: str, values: Values) -> None:
    """As if the language had just come out, with the values of a draft in place of its own.

    Nothing is stored.
    """
    if text._state.adding:  # it was never saved: what asks for its relations finds none
        text.pk, text.updated_at = NOBODYS, timezone.now()
    kind_of(text).put(text, values)
    body, moment, slug = (f"{name}_{language}" for name in ("body", "published_at", "slug"))
    setattr(text, body, html.clean(getattr(text, body) or ""))
    setattr(text, slug, getattr(text, slug) or NO_ADDRESS)
    if not has_come(getattr(text, moment)):
        setattr(text, moment, timezone.now())


def asked_at(text: Text, request: HttpRequest) -> HttpRequest:
    """The request as if it were for the address the text will have: what is shared is that one."""
    asked = copy.copy(request)
    asked.path = asked.path_info = text.get_absolute_url()
    return asked


def make(obj: Model, language: str, *, by: User, life: datetime.timedelta = LIFE) -> PreviewLink:
    until = timezone.now() + life
    return PreviewLink.objects.create(object=obj, language=language, made_by=by, expires_at=until)


def token(link: PreviewLink) -> str:
    """What an address carries. Only this site can make one; a stolen table doesn't help."""
    return signing.Signer(salt=SALT).sign(str(link.pk))


def opened(token: str) -> PreviewLink | None:
    """The link of a token, None where it is forged, over or revoked. One query."""
    try:
        pk = int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    link = PreviewLink.objects.filter(pk=pk).first()
    return link if link and link.is_open else None


def revoke(link: PreviewLink) -> None:
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])


def of(obj: Model) -> QuerySet[PreviewLink]:
    """Those that open now, the newest first."""
    still = PreviewLink.objects.filter(about(obj), revoked_at=None, expires_at__gt=timezone.now())
    return still.select_related("made_by").order_by("-made_at")
