"""Languages of texts that wait: for a colleague's yes, for their hour, for their translator."""

from __future__ import annotations

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.languages import LANGUAGES
from editing.desk.start.shelves import Line, Row, Shelf, Shelves, first_of
from editing.models import Revision, RevisionQuerySet, What
from editing.states import Stage
from editing.translating import Condition, Standing


def is_in_review(language: str) -> Q:
    return Q(**{f"stage_{language}": Stage.REVIEW, f"published_at_{language}": None})


def is_to_come(language: str) -> Q:
    return Q(**{f"published_at_{language}__gt": timezone.now()})


def is_behind(language: str) -> Q:
    return Q(**{f"source_{language}__gt": "", f"source_changed_at_{language}__isnull": False})


def history(shelf: Shelf) -> RevisionQuerySet:
    """Of each of its texts, in a subquery."""
    return Revision.objects.filter(content_type=shelf.content_type, object_id=OuterRef("pk"))


def in_review(shelves: Shelves) -> list[tuple[Line, Revision | None]]:
    """What waits longest first, with the save that sent it there. Two queries."""
    parts = []
    for shelf in shelves.values():
        for code in LANGUAGES:
            last = history(shelf).filter(**{f"steps__{code}": What.REVIEW}).order_by("-number")
            at, number = (Subquery(last.values(name)[:1]) for name in ("saved_at", "pk"))
            parts.append(shelf.lines(is_in_review(code), code, at=at, number=number))
    rows = [Row(*each) for each in first_of(parts, "of_moment")]
    saves = Revision.objects.without_texts().select_related("saved_by")
    found = saves.in_bulk([row.number for row in rows if row.number])
    return [(row.line(shelves), found.get(row.number)) for row in rows]


def scheduled(shelves: Shelves) -> list[Line]:
    """What comes out next, first. One query."""
    parts = [
        shelf.lines(is_to_come(code), code, at=F(f"published_at_{code}"))
        for shelf in shelves.values()
        for code in LANGUAGES
    ]
    return [Row(*each).line(shelves) for each in first_of(parts, "of_moment")]


def behind(shelves: Shelves) -> list[tuple[Line, Standing]]:
    """Translations whose originals changed last, first; by how many edits. One query."""
    parts = [
        shelf.lines(
            is_behind(code) & Q(**{f"source_{code}": source}),
            code,
            at=F(f"source_changed_at_{code}"),
            number=edits(shelf, code, source),
            source=source,
        )
        for shelf in shelves.values()
        for code in LANGUAGES
        for source in LANGUAGES
        if source != code
    ]
    rows = [Row(*each) for each in first_of(parts, "-of_moment")]
    return [
        (
            row.line(shelves, f"#changed-{row.language}"),
            Standing(Condition.BEHIND, row.source, max(row.number or 0, 1)),
        )
        for row in rows
    ]


def edits(shelf: Shelf, language: str, source: str) -> Coalesce:
    """How often the original changed since it was translated: see `translating.edits_since`."""
    later = history(shelf).filter(
        number__gt=OuterRef(f"source_revision_{language}"), languages__contains=[source]
    )
    counted = later.order_by().values("object_id").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)
