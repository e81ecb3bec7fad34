"""What an export tells of translations, and what an import makes of it (docs/export.md)."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import Model

from core.incoming import Line
from core.languages import LANGUAGES

Columns = dict[str, str | int | datetime.datetime | None]

FIRST = 1  # revision: the one a text's history begins with says what was brought in


def told(row: Model, languages: Collection[str]) -> Columns:
    """By column, of languages that readers have: another one isn't named as an original either."""
    found: Columns = {}
    for code in LANGUAGES:
        source, changed_at = (
            getattr(row, f"{name}_{code}") for name in ("source", "source_changed_at")
        )
        is_told = code in languages and source in languages
        found[f"source_{code}"] = source if is_told else None
        found[f"source_changed_at_{code}"] = changed_at if is_told else None
    return found


def taken(line: Line, languages: Collection[str]) -> Columns:
    """Columns of a row that has these languages. Raises Broken.

    Revisions aren't exported, so a translation is one of the first here; one that is behind,
    of none that is known.
    """
    found: Columns = {}
    for code in LANGUAGES:
        source = line.text_or_none(f"source_{code}")
        changed_at = line.moment_or_none(f"source_changed_at_{code}")
        if source is not None and (source == code or not {source, code} <= set(languages)):
            raise line.wrong(f"source_{code}")
        if changed_at and not source:
            raise line.wrong(f"source_changed_at_{code}")
        found |= {
            f"source_{code}": source or "",
            f"source_revision_{code}": FIRST if source and not changed_at else 0,
            f"source_changed_at_{code}": changed_at,
        }
    return found
