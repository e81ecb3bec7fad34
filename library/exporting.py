"""The library's public part, row by row, for the export of the site (docs/export.md).

Only what is shown: whether it is, the texts and covers that were exported say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from library.models import Document, Picture

CHUNK = 500  # rows fetched at once

Row = Mapping[str, Any]


def pictures(shown: Collection[str]) -> Iterator[Row]:
    for picture in Picture.objects.order_by("pk").iterator(CHUNK):
        if picture.file.name in shown:
            yield {
                "file": picture.file.name,
                **{f"alt_{code}": alt or None for code, alt in picture.alts},
                "credit": picture.credit,
                "focus_x": picture.focus_x,
                "focus_y": picture.focus_y,
            }


def documents(shown: Collection[str]) -> Iterator[Row]:
    for document in Document.objects.order_by("pk").iterator(CHUNK):
        if document.file.name in shown:
            yield {
                "file": document.file.name,
                **{f"title_{code}": title or None for code, title in document.titles},
                "pages": document.pages,
            }


FILES: dict[str, Callable[[Collection[str]], Iterator[Row]]] = {
    "library_pictures": pictures,
    "library_documents": documents,
}
