"""Sitemaps of tables that grow: a file for so many rows by number, bounded at any size."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, TypeVar

from django.contrib.sitemaps import Sitemap
from django.db.models import F, Max, Model, QuerySet

from core.languages import LANGUAGES

Row = TypeVar("Row", bound=Model)
Rows = TypeVar("Rows", bound=QuerySet[Any])
ROWS = 2_500  # of one file, each in every language it exists in


def files(rows: QuerySet[Row], changed: str) -> dict[int, datetime]:
    """The files these rows need, and when something in each changed last. One query."""
    numbered = rows.order_by().annotate(file=F("pk") / ROWS).values_list("file")
    return dict(numbered.annotate(last=Max(changed)).order_by("file"))


class NumberedSitemap(Sitemap[Row], Generic[Row]):
    """One of these files: the rows whose numbers belong in it."""

    limit = ROWS * len(LANGUAGES)

    def __init__(self, file: int) -> None:
        self.file = file

    def within(self, rows: Rows) -> Rows:
        first = self.file * ROWS
        return rows.filter(pk__gte=first, pk__lt=first + ROWS).order_by("pk")
