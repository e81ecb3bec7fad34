"""Texts in an export and out of one, whatever their kind (docs/export.md)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from core import html
from core.incoming import Files, Line, create
from core.languages import LANGUAGES
from editing.texts import MOMENTS, WRITTEN, Text

Columns = dict[str, Any]

EARLIER = datetime.timedelta(
    minutes=1
)  # a text is older than its last change: an editor's, it seems
FIRST = 1  # revision: the one a text's history begins with says what was brought in


def told(text: Text) -> Columns:
    """By column, null in a language that readers don't have; nor is such a one named as an original."""
    present = text.languages
    found: Columns = {}
    for field in (*WRITTEN, "published_at"):
        for code in LANGUAGES:
            name = f"{field}_{code}"
            found[name] = getattr(text, name) if code in present else None
    for code in LANGUAGES:
        source, changed_at = (
            getattr(text, f"{name}_{code}") for name in ("source", "source_changed_at")
        )
        is_told = code in present and source in present
        found[f"source_{code}"] = source if is_told else None
        found[f"source_changed_at_{code}"] = changed_at if is_told else None
    return found


def taken(line: Line, files: Files) -> Columns:
    """Columns of the text of a line, its words cleaned. Raises Broken."""
    words: Columns = dict(line.translated(*WRITTEN))
    for name in (f"body_{code}" for code in LANGUAGES):
        words[name] = html.clean(words[name]) if words[name] else words[name]
        files.shown_in(line, words[name])
    moments = {name: line.moment_or_none(name) for name in MOMENTS}
    updated_at = line.moment("updated_at")
    return {
        **words,
        **moments,
        **sources(line, [code for code in LANGUAGES if moments[f"published_at_{code}"]]),
        "created_at": min(updated_at - EARLIER, *filter(None, moments.values())),
        "updated_at": updated_at,
    }


def sources(line: Line, languages: Collection[str]) -> Columns:
    """Revisions aren't exported, so a translation is one of the first here; one that is behind, of none
    that is known. Raises Broken.
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


def keep(rows: Sequence[tuple[Line, Text]]) -> None:
    """All of one kind, changed when they say. Raises Broken."""
    moments = [text.updated_at for _line, text in rows]
    create(rows)
    for (_line, text), moment in zip(rows, moments, strict=True):
        text.updated_at = moment  # the insert has put its own there
    if rows:
        type(rows[0][1])._default_manager.bulk_update(
            [text for _line, text in rows], ["updated_at"]
        )
