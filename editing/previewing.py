"""Links by which somebody without an account reads a text before it is out."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core import signing
from django.db.models import Model, QuerySet
from django.utils import timezone

from editing.models import PreviewLink, about

if TYPE_CHECKING:
    from accounts.models import User

SALT = "editing.preview"
LIFE = datetime.timedelta(days=7)


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
