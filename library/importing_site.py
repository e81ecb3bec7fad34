"""The library's part of an export, taken back: what `library.exporting` wrote, into an empty library.

The files stay as they are, byte by byte; the smaller pictures that pages show are made by job.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from django.core.files.storage import default_storage
from procrastinate.types import JSONDict

from core.incoming import Files, Line, Size, batches, checked, create
from library import tasks, usage
from library.models import Document, Picture


class Incoming:
    models = (Picture, Document)

    def __init__(self, files: Files) -> None:
        self.files = files

    def takes(self) -> dict[str, Callable[[Iterator[Line]], object]]:
        return {
            "library_pictures": self.take_pictures,
            "library_documents": self.take_documents,
        }

    def take_pictures(self, lines: Iterator[Line]) -> None:
        for batch in batches(lines):
            rows = [(line, picture_of(line, size)) for line, size in self.present(batch)]
            create(rows)
            jobs: list[JSONDict] = [{"picture_id": picture.pk} for _line, picture in rows]
            tasks.make_renditions.batch_defer(*jobs)

    def take_documents(self, lines: Iterator[Line]) -> None:
        for batch in batches(lines):
            create([(line, document_of(line, size)) for line, size in self.present(batch)])

    def present(self, batch: list[Line]) -> Iterator[tuple[Line, Size]]:
        """Rows whose file the export has; the others are listed at the end."""
        for line in batch:
            if size := self.files.take(line, line.text("file")):
                yield line, size

    def finish(self) -> None:
        usage.recount()


def picture_of(line: Line, size: Size) -> Picture:
    if not (size.width and size.height):
        raise line.wrong("file")
    name = line.text("file")
    picture = Picture(
        file=name,
        width=size.width,
        height=size.height,
        size=size.length,
        **line.translated("alt"),
        credit=line.text("credit"),
        focus_x=line.whole("focus_x"),
        focus_y=line.whole("focus_y"),
        **hashes(name),
    )
    return checked(line, picture, "file")


def document_of(line: Line, size: Size) -> Document:
    if size.width:
        raise line.wrong("file")
    name = line.text("file")
    document = Document(
        file=name,
        size=size.length,
        pages=line.whole("pages"),
        **line.translated("title"),
        **hashes(name),
    )
    return checked(line, document, "file")


def hashes(name: str) -> dict[str, bytes]:
    """The file that an editor once sent is known to nobody any more: it counts as sent like this."""
    with default_storage.open(name) as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    return {"sent_hash": digest, "content_hash": digest}
