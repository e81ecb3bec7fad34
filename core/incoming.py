"""What an export brings back: its lines and its files, each checked before anything is made of it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple, Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, DataError, IntegrityError, models, transaction
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from PIL import Image

from core.languages import LANGUAGES

NAMED = re.compile(r"/media/([\w./-]+)")  # files that a text shows or leads to
KINDS = {  # of files, by the ends of their names
    ".avif": "AVIF", ".gif": "GIF", ".jpeg": "JPEG", ".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP",
    ".pdf": "PDF",
}  # fmt: skip
LARGEST = 100 << 20  # bytes of a file
LARGEST_NUMBER = 2**63 - 1
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
BATCH = 500

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)


class Broken(Exception):
    """What an export holds can't be taken; the message names the file, the line and the reason."""


class Line:
    """One row of a file. Every question raises Broken where the answer is of another kind."""

    def __init__(self, file: str, number: int, values: Mapping[str, Any]) -> None:
        self.file = file
        self.number = number
        self.values = values

    def broken(self, reason: str) -> Broken:
        place = {"file": self.file, "line": self.number, "reason": reason}
        return Broken(_("%(file)s, line %(line)d: %(reason)s") % place)

    def _value(self, name: str) -> Any:
        if name not in self.values:
            raise self.broken(_("“%(name)s” is missing.") % {"name": name})
        return self.values[name]

    def wrong(self, name: str) -> Broken:
        return self.broken(_("“%(name)s” is not what it should be.") % {"name": name})

    def whole(self, name: str) -> int:
        value = self._value(name)
        if type(value) is not int or not 0 <= value <= LARGEST_NUMBER:
            raise self.wrong(name)
        return value

    def whole_or_none(self, name: str) -> int | None:
        return None if self._value(name) is None else self.whole(name)

    def one_of(self, name: str, known: Iterable[int]) -> int:
        """The number of a row that is there."""
        value = self.whole(name)
        if value not in known:
            said = _("“%(name)s” is number %(number)d, which is not in the export.")
            raise self.broken(said % {"name": name, "number": value})
        return value

    def one_of_or_none(self, name: str, known: Iterable[int]) -> int | None:
        return None if self._value(name) is None else self.one_of(name, known)

    def text(self, name: str) -> str:
        value = self._value(name)
        if not isinstance(value, str) or UNSTORABLE.search(value):
            raise self.wrong(name)
        return value

    def text_or_none(self, name: str) -> str | None:
        return None if self._value(name) is None else self.text(name)

    def truth(self, name: str) -> bool:
        value = self._value(name)
        if type(value) is not bool:
            raise self.wrong(name)
        return value

    def moment(self, name: str) -> datetime.datetime:
        value = self._parsed(name, parse_datetime)
        if value.tzinfo is None:
            raise self.wrong(name)
        return value

    def moment_or_none(self, name: str) -> datetime.datetime | None:
        return None if self._value(name) is None else self.moment(name)

    def day(self, name: str) -> datetime.date:
        return self._parsed(name, parse_date)

    def day_or_none(self, name: str) -> datetime.date | None:
        return None if self._value(name) is None else self.day(name)

    def _parsed(self, name: str, parse: Callable[[str], T | None]) -> T:
        try:
            value = parse(self.text(name))
        except ValueError:
            value = None
        if value is None:
            raise self.wrong(name)
        return value

    def items(self, name: str) -> list[Any]:
        value = self._value(name)
        if not isinstance(value, list):
            raise self.wrong(name)
        return value

    def within(self, name: str) -> Iterator[Line]:
        """Rows within the row."""
        for value in self.items(name):
            yield self.inner(name, value)

    def inner(self, name: str, value: Any) -> Line:
        if not isinstance(value, dict):
            raise self.wrong(name)
        return Line(self.file, self.number, value)

    def translated(self, *fields: str) -> dict[str, str | None]:
        names = [f"{field}_{code}" for field in fields for code in LANGUAGES]
        return {name: self.text_or_none(name) for name in names}


class Incoming(Protocol):
    """What an app makes of the export: a new one for each time."""

    @property
    def models(self) -> Sequence[type[models.Model]]:
        """None of them may have a row before."""

    def takes(self) -> dict[str, Callable[[Iterator[Line]], object]]:
        """By the name of the file, in the order in which they are to be read."""

    def finish(self) -> None:
        """What is left to do once every number is taken."""


def checked(line: Line, row: M, *unchecked: str) -> M:
    """The row, as far as its fields can be judged by themselves. Raises Broken."""
    translated = {
        name.rpartition("_")[0] for name in line.values if name.endswith(f"_{LANGUAGES[0]}")
    }
    left = {
        field.name
        for field in row._meta.concrete_fields
        if field.is_relation or (field.null and getattr(row, field.attname) is None)
    }
    try:
        row.clean_fields(exclude={"id", *translated, *left, *unchecked})
    except ValidationError as error:
        said = (f"{name}: {' '.join(each)}" for name, each in error.message_dict.items())
        raise line.broken(" ".join(said)) from None
    return row


def create(rows: Sequence[tuple[Line, models.Model]]) -> None:
    """All of one model, in one statement. Raises Broken with the line the database refuses."""
    if not rows:
        return
    manager = type(rows[0][1])._default_manager
    try:
        with transaction.atomic():
            manager.bulk_create([row for _line, row in rows])
    except (IntegrityError, DataError):
        for line, row in rows:  # everything will be rolled back: it is only about the line
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except DatabaseError as error:
                raise line.broken(str(error).partition("\n")[0]) from None
        raise


def batches(rows: Iterable[T]) -> Iterator[list[T]]:
    batch: list[T] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class Size(NamedTuple):
    width: int | None
    height: int | None
    length: int  # bytes


class Files:
    """The export's folder of files, copied to the site's as rows name them. `undo` takes all back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.brought: list[str] = []
        self.missing: set[str] = set()

    def take(self, line: Line, name: str) -> Size | None:
        """Copy a file under the same name; None where the export has none. Raises Broken."""
        said = {"name": name[:200]}
        if not is_safe(name):
            raise line.broken(_("“%(name)s” is no file of an export.") % said)
        path = self.folder / name
        if not path.is_file():
            self.missing.add(name)
            return None
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise line.broken(_("“%(name)s” leads out of the folder.") % said)
        size = size_of(path)
        if size is None:
            raise line.broken(_("“%(name)s” is of another kind than its name says.") % said)
        if not self._copy(path, name):
            raise line.broken(_("The site has another file called “%(name)s”.") % said)
        return size

    def shown_in(self, line: Line, text: str | None) -> dict[str, Size]:
        """Copy those that a text names; what people wrote may name anything."""
        names = {name for name in NAMED.findall(text or "") if is_safe(name)}
        sizes = ((name, self.take(line, name)) for name in sorted(names))
        return {name: size for name, size in sizes if size}

    def _copy(self, path: Path, name: str) -> bool:
        if default_storage.exists(name):
            with default_storage.open(name) as there:
                return bool(there.read() == path.read_bytes())
        with path.open("rb") as file:
            kept = default_storage.save(name, File(file))
        self.brought.append(kept)
        return kept == name

    def undo(self) -> None:
        for name in self.brought:
            default_storage.delete(name)


def is_safe(name: str) -> bool:
    """Whether it names a file below a folder, of a kind this site shows."""
    path = PurePosixPath(name)
    parts = name.split("/")
    hides = any(part.startswith(".") or not part for part in parts)
    is_strange = "\\" in name or "\x00" in name or len(name) > 200
    return not (hides or is_strange or path.is_absolute()) and path.suffix.lower() in KINDS


def size_of(path: Path) -> Size | None:
    """Of a file that is what its name says; None of another. Nothing is decoded."""
    kind, length = KINDS[path.suffix.lower()], path.stat().st_size
    if length > LARGEST:
        return None
    if kind == "PDF":
        with path.open("rb") as file:
            return Size(None, None, length) if file.read(5) == b"%PDF-" else None
    try:
        with Image.open(path, formats=[kind]) as image:
            return Size(image.width, image.height, length)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, UserWarning):
        return None
