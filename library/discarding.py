"""Deleting what nothing uses any more."""

from __future__ import annotations

from collections.abc import Collection

from django.core.files.storage import Storage
from django.db import transaction

from library import usage
from library.models import Document, Picture
from library.renditions import CENTRE


class InUse(Exception):
    """`places` says where."""

    def __init__(self, places: list[usage.Place]) -> None:
        super().__init__(f"used in {len(places)} places")
        self.places = places


@transaction.atomic
def discard(files: Collection[Picture | Document]) -> None:
    """The rows, and the files once that is certain. Raises InUse, and nothing is deleted then.

    Reads every text of the site once, whatever the table of uses says.
    """
    if places := usage.places_for_certain(files):
        raise InUse(places)
    for file in files:
        _discard(file)


def _discard(row: Picture | Document) -> None:
    row_files = files(row)
    row.delete()
    transaction.on_commit(lambda: remove(row.file.storage, row_files))


def files(row: Picture | Document) -> list[str]:
    """Names of all it has in the storage, renditions among them."""
    name = str(row.file.name)
    if isinstance(row, Document):
        return [name]
    cuts = {CENTRE, row.cut, row.focus} - {""}
    around = (each for cut in cuts for each in row.file.all_around(cut))
    return [*(each.name for each in (*around, *row.file.all_whole())), name]


def remove(storage: Storage, names: Collection[str]) -> None:
    for name in names:
        storage.delete(name)
