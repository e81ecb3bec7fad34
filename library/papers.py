"""PDF files that people send: written anew with their pages, and nothing that acts or tells of its maker.

Everything reachable is walked, so what isn't known to be harmless is gone whatever it hangs on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import IO, NamedTuple

from django.core.files import File
from django.utils.translation import gettext
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from core.images import bare_jpeg

LARGEST = 20  # megabytes
MOST_PAGES = 2_000
MOST_OBJECTS = 300_000
HEAD = b"%PDF-"

# What the document as a whole may have beside its pages: how it is read aloud and found one's way in
WHOLE = {
    "/Type", "/Pages", "/Lang", "/MarkInfo", "/StructTreeRoot", "/Outlines", "/PageLabels", "/Dests",
    "/Names", "/PageLayout", "/OCProperties",
}  # fmt: skip
# Whatever hangs on any object under these names goes: what acts, what is enclosed, who made it
DROPPED = {
    "/AA", "/OpenAction", "/JS", "/JavaScript", "/Metadata", "/PieceInfo", "/LastModified", "/AF", "/EF",
    "/RF", "/FS", "/EmbeddedFiles", "/RichMediaContent", "/RichMediaSettings", "/Thumb",
    "/CreatorInfo", "/SpiderInfo", "/URLS", "/AlternatePresentations", "/Renditions", "/PresSteps",
    "/AcroForm", "/OPI", "/Alternates", "/UserProperties", "/Ref",
}  # fmt: skip
ACTIONS = {"/URI", "/GoTo"}
ELSEWHERE = {"/F", "/FFilter", "/FDecodeParms"}  # of a stream that lies in another file
LINKS = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
BREAKAGE = (
    PyPdfError, OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError,
    RecursionError, MemoryError, AssertionError, NotImplementedError,
)  # fmt: skip


class BadPaper(ValueError):
    """A file that can't be taken; the message tells its sender why."""


class Paper(NamedTuple):
    content: bytes
    pages: int


def read(file: IO[bytes] | File[bytes]) -> bytes:
    """The file as it was sent. Raises BadPaper."""
    file.seek(0)
    content = file.read(LARGEST * 1_000_000 + 1)
    if max(len(content), getattr(file, "size", 0)) > LARGEST * 1_000_000:
        raise BadPaper(
            gettext("A file may have %(size)d MB at most. Please send a smaller one.")
            % {"size": LARGEST}
        )
    if not content.startswith(HEAD):
        raise BadPaper(gettext("This file isn’t a PDF. Only those can be taken."))
    return content


def cleaned(content: bytes) -> Paper:
    """The same pages, to read, to search in and to have read aloud. Raises BadPaper.

    Written twice: what was dropped is no longer reached the second time, and so not written.
    """
    try:
        writer = _opened(content)
        _keep_whole(writer)
        for each in _reachable(writer):
            _keep(each)
        bare = PdfWriter(clone_from=BytesIO(_written(writer)))
        return Paper(_written(bare), len(bare.pages))
    except BadPaper:
        raise
    except BREAKAGE:
        raise BadPaper(
            gettext("This PDF is damaged. Please print it to a new PDF and send that.")
        ) from None


def _opened(content: bytes) -> PdfWriter:
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise BadPaper(
            gettext("This PDF needs a password. Please send one that opens for everybody.")
        )
    form = reader.root_object.get("/AcroForm")
    if form and (form.get_object().get("/Fields") or "/XFA" in form.get_object()):
        raise BadPaper(
            gettext(
                "This PDF has fields to fill in or a signature, which would be lost. "
                "Please print it to a new PDF and send that."
            )
        )
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise BadPaper(gettext("A file may have %(count)d pages at most.") % {"count": MOST_PAGES})
    return PdfWriter(clone_from=reader)


def _keep_whole(writer: PdfWriter) -> None:
    root = writer.root_object
    for name in root.keys() - WHOLE:
        del root[name]
    if "/Names" in root:
        for name in _dictionary(root["/Names"]).keys() - {"/Dests"}:
            del _dictionary(root["/Names"])[name]


def _reachable(writer: PdfWriter) -> Iterator[DictionaryObject]:
    """Every dictionary once, its parent before it: what is dropped is not gone into."""
    seen: set[int] = set()
    waiting: list[PdfObject] = [writer.root_object]
    while waiting:
        each = waiting.pop().get_object()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        if len(seen) > MOST_OBJECTS:
            raise ValueError
        if isinstance(each, DictionaryObject):
            yield each
            waiting += [each.raw_get(name) for name in each]
        elif isinstance(each, ArrayObject):
            waiting += list(each)


def _keep(each: DictionaryObject) -> None:
    for name in each.keys() & DROPPED:
        del each[name]
    if "/A" in each and not _is_harmless(each["/A"]):
        del each["/A"]
    if each.get("/S") in ACTIONS and "/Next" in each:  # elsewhere it is the next of a list
        del each["/Next"]
    if "/Annots" in each:
        notes = each["/Annots"].get_object()
        assert isinstance(notes, ArrayObject)
        links = [note for note in notes if _dictionary(note).get("/Subtype") == "/Link"]
        each[NameObject("/Annots")] = ArrayObject(links)
    if isinstance(each, StreamObject):
        for name in each.keys() & ELSEWHERE:
            del each[name]
        if each.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
            each._data = bare_jpeg(each._data)


def _is_harmless(value: PdfObject) -> bool:
    """An action that leads somewhere; or what isn't one, as a structure's attributes."""
    action = value.get_object()
    if not isinstance(action, DictionaryObject) or "/O" in action:
        return True
    if action.get("/S") == "/URI":
        return bool(LINKS.match(_text(action.get("/URI", ""))))
    return action.get("/S") in ACTIONS


def _dictionary(value: PdfObject) -> DictionaryObject:
    found = value.get_object()
    assert isinstance(found, DictionaryObject)
    return found


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _written(writer: PdfWriter) -> bytes:
    writer.metadata = None
    writer._ID = None
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
