"""The whole site's public content as files that another program, or another site, can read.

Everything is read in one moment of the database, row by row, so that memory stays the same whatever
the size. Two runs over the same content give the same bytes.
"""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from django.core.files.storage import default_storage
from django.db import connection, transaction

from blog import exporting as blog
from core.incoming import NAMED
from core.languages import LANGUAGES
from donations.models import Campaign, CampaignRate, Use, today
from forum import exporting as forum
from library import exporting as library
from pages import exporting as pages
from search import exporting as search

FORMAT = 3  # raise it when a file means something else than before
MANIFEST = "export.json"
MEDIA = "media"

Row = Mapping[str, Any]


class Occupied(Exception):
    """The folder holds something that no export has put there."""


def uses() -> Iterator[Row]:
    yield from Use.objects.order_by("pk").values(
        "id", "share", "position", *translations("title", "text")
    )


def campaigns() -> Iterator[Row]:
    columns = ("id", "goal", "currency", "starts_on", "ends_on")
    begun = Campaign.objects.filter(starts_on__lte=today()).order_by("pk")
    for row in begun.values(*columns, *translations("title", "text")):
        rates = CampaignRate.objects.filter(campaign=row["id"]).order_by("currency")
        yield {**row, "rates": {rate.currency: f"{rate.rate.normalize():f}" for rate in rates}}


def translations(*fields: str) -> list[str]:
    return [f"{field}_{code}" for field in fields for code in LANGUAGES]


FILES: dict[str, Callable[[], Iterator[Row]]] = {
    **blog.FILES,
    **pages.FILES,
    **forum.FILES,
    "donations_uses": uses,
    "donations_campaigns": campaigns,
    **search.FILES,
}
SHOWN = library.FILES  # what is told of files that the rows above name; written after them


def export(folder: Path) -> dict[str, int]:
    """Rows by file. An earlier export in the folder is replaced, a file at a time. Raises Occupied."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()) and not (folder / MANIFEST).exists():
        raise Occupied
    media: set[str] = set()
    with transaction.atomic():
        stand_still()
        counts = {name: write(folder, name, rows(), media) for name, rows in FILES.items()}
        counts |= {name: write(folder, name, rows(media), media) for name, rows in SHOWN.items()}
    counts[MEDIA] = copy_media(folder / MEDIA, media)
    manifest = {"format": FORMAT, "languages": LANGUAGES, "files": counts}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")
    return counts


def stand_still() -> None:
    """Whatever is written meanwhile belongs to the next export."""
    if not connection.savepoint_ids:  # within a transaction of somebody else's it is too late
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def write(folder: Path, name: str, rows: Iterable[Row], media: set[str]) -> int:
    path = folder / f"{name}.jsonl"
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        count = write_rows(file, rows, media)
    unfinished.replace(path)
    return count


def write_rows(file: TextIO, rows: Iterable[Row], media: set[str]) -> int:
    """A line each; `media` learns which files they name."""
    count = 0
    for row in rows:
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=written)
        media.update(NAMED.findall(line))
        if cover := row.get("cover"):
            media.add(cover)
        file.write(f"{line}\n")
        count += 1
    return count


def written(value: object) -> str:
    """Moments in UTC, to the microsecond; days as they are."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def copy_media(folder: Path, names: Iterable[str]) -> int:
    """Those that are there; how many."""
    count = 0
    for name in sorted(names):
        target = folder / name
        if not target.resolve().is_relative_to(folder.resolve()) or not default_storage.exists(
            name
        ):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with default_storage.open(name) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        count += 1
    return count
