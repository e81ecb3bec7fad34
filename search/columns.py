"""The columns a search looks into: what a model declares, and the SQL they are made with."""

from __future__ import annotations

import operator
from functools import reduce

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db.models import F, Func, GeneratedField, TextField
from django.db.models.expressions import Combinable

CONFIGURATION = "bilingual"


class Fold(Func):
    """A text as the index reads it: `search.folding.fold` in SQL."""

    function = "search_fold"
    output_field = TextField()


class Plain(Func):
    """The words of HTML without its tags."""

    function = "search_plain"
    output_field = TextField()


class SearchColumn(GeneratedField):
    """A stored tsvector, never sent to Python: what it holds is of use to PostgreSQL only.

    Managers of models that have one leave it out of what they load: `defer("search")`.
    """

    db_returning = False  # type: ignore[assignment]  # Django sends it back after each insert


def vector(
    *, title: str | None = None, summary: str | None = None, body: str | Combinable
) -> Combinable:
    """The words of a row by what they weigh: A in the title, B in the summary, C in the text."""
    parts = [(title, "A"), (summary, "B"), (body, "C")]
    vectors = [
        SearchVector(
            Fold(F(part) if isinstance(part, str) else part), weight=weight, config=CONFIGURATION
        )
        for part, weight in parts
        if part is not None
    ]
    return reduce(operator.add, vectors)


def search_column(
    *, title: str | None = None, summary: str | None = None, body: str | Combinable
) -> SearchColumn:
    """About 1 ms of PostgreSQL's time for a text of 1,000 words, whenever the row is written."""
    return SearchColumn(
        expression=vector(title=title, summary=summary, body=body),
        output_field=SearchVectorField(),
        db_persist=True,
    )
