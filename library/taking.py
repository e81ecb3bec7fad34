"""Taking files into the library: cleaned, and never the same one twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePath
from typing import IO, Any, NamedTuple

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.db import transaction

from core import images, slugs
from core.languages import LANGUAGES, current_language
from library import papers, renditions, tasks
from library.models import FILES, Document, Picture, new_name

LARGEST = 20  # megabytes of a picture as an editor's camera makes it
LONGEST_NAME = 200  # characters of a document's first title


class Taken(NamedTuple):
    row: Any  # Picture or Document
    is_new: bool


def picture(file: IO[bytes] | File[bytes], alt: Mapping[str, str] | None = None) -> Taken:
    """The library's picture of this file; `alt` by language, where nothing is said yet.

    Raises core.images.BadPicture. Three queries for one that is there, eight for a new one.
    """
    sent = images.read(file, LARGEST)
    found = _sent_before(sent)
    taken = Taken(found, False) if found else _new_picture(sent)
    describe(taken.row, alt or {})
    return taken


def known(file: IO[bytes] | File[bytes]) -> Picture | None:
    """The library's picture of this file, if it was sent before. Raises core.images.BadPicture."""
    return _sent_before(images.read(file, LARGEST))


def document(file: IO[bytes] | File[bytes], name: str = "") -> Taken:
    """The library's file of this content; a new one is called by its name. Raises papers.BadPaper."""
    sent = papers.read(file)
    found = _document_sent_before(sent)
    return Taken(found, False) if found else _new_document(sent, name or str(file.name))


def known_document(file: IO[bytes] | File[bytes]) -> Document | None:
    """The library's file of this content, if it was sent before. Raises papers.BadPaper."""
    return _document_sent_before(papers.read(file))


def describe(row: Picture, alt: Mapping[str, str]) -> None:
    """What is said already stays."""
    new = {
        f"alt_{code}": alt[code]
        for code in LANGUAGES
        if alt.get(code) and not getattr(row, f"alt_{code}")
    }
    for name, value in new.items():
        setattr(row, name, value)
    if new:
        row.save(update_fields=list(new))


def _sent_before(sent: bytes) -> Picture | None:
    return Picture.objects.filter(sent_hash=digest(sent)).first()


def _document_sent_before(sent: bytes) -> Document | None:
    return Document.objects.filter(sent_hash=digest(sent)).first()


def _new_picture(sent: bytes) -> Taken:
    kept = images.reencode(BytesIO(sent), largest=LARGEST)
    values = {
        "file": f"{FILES}/{new_name()}.{kept.extension}",
        "width": kept.width,
        "height": kept.height,
        "size": len(kept.content),
        "sent_hash": digest(sent),
    }
    with transaction.atomic():
        row, is_new = Picture.objects.get_or_create(
            content_hash=digest(kept.content), defaults=values
        )
        if is_new:
            with stored(row.file.storage, str(row.file.name), kept.content):
                renditions.make_thumbnail(row)
                tasks.make_renditions.defer(picture_id=row.pk)
    return Taken(row, is_new)


def _new_document(sent: bytes, name: str) -> Taken:
    kept = papers.cleaned(sent)
    title = PurePath(name).stem[:LONGEST_NAME]
    values = {
        "file": f"{FILES}/{new_name()}/{slugs.slugify(title, current_language())}.pdf",
        "size": len(kept.content),
        "pages": kept.pages,
        f"title_{current_language()}": title,
        "sent_hash": digest(sent),
    }
    with transaction.atomic():
        row, is_new = Document.objects.get_or_create(
            content_hash=digest(kept.content), defaults=values
        )
        if is_new:
            with stored(row.file.storage, str(row.file.name), kept.content):
                pass
    return Taken(row, is_new)


@contextmanager
def stored(storage: Storage, name: str, content: bytes) -> Iterator[None]:
    """The file is there, unless what follows fails."""
    storage.save(name, ContentFile(content))
    try:
        yield
    except BaseException:
        storage.delete(name)
        raise


def digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
