"""Pictures of members: re-encoded, without a trace of the camera, theirs until a post shows them."""

from __future__ import annotations

import datetime
import re

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.images import reencode
from forum.models import Picture, Post
from forum.refusals import Unwanted

WAIT = datetime.timedelta(days=1)  # a picture that no post shows by then is deleted
MOST_A_DAY = 40  # of one member
SHOWN = re.compile(r"/media/(forum/[0-9a-f]{4}/[0-9a-f]{32}\.[a-z]{3,4})")


def upload(user: User, file: UploadedFile[bytes]) -> Picture:
    """Raises core.images.BadPicture, and Unwanted for too many. Two queries."""
    recent = Picture.objects.filter(user=user, uploaded_at__gt=timezone.now() - WAIT)
    if recent.count() >= MOST_A_DAY:
        raise Unwanted(_("You have added many pictures today. Please add the others tomorrow."))
    content, extension, width, height = reencode(file)
    picture = Picture(user=user, width=width, height=height, size=len(content))
    picture.file.save(f"picture.{extension}", ContentFile(content), save=False)
    picture.save()
    return picture


def attach(post: Post) -> None:
    """The pictures a text shows are its post's, and nobody's any more by name; others it had go.

    Two queries without pictures.
    """
    names = set(SHOWN.findall(post.text))
    if names:
        Picture.objects.filter(file__in=names).filter(Q(post=None) | Q(post=post)).update(
            post=post, user=None
        )
    for picture in Picture.objects.filter(post=post).exclude(file__in=names):
        discard(picture)


def discard_of(post: Post) -> None:
    for picture in Picture.objects.filter(post=post):
        discard(picture)


def discard(picture: Picture) -> None:
    """The row, and the file once that is certain."""
    name, storage = str(picture.file.name), picture.file.storage
    picture.delete()
    transaction.on_commit(lambda: storage.delete(name))


def tidy() -> None:
    """Delete what was uploaded and never shown."""
    for picture in Picture.objects.filter(post=None, uploaded_at__lt=timezone.now() - WAIT):
        with transaction.atomic():
            discard(picture)
