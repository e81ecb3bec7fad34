"""How well and how fast the site's own search finds: labelled questions over documents of their own.

The documents live in a schema of their own, whose tables have the names of the site's: the search that
is measured is the one readers use, down to the statement, and never sees a row of the site.
"""

from __future__ import annotations

import datetime
import json
import statistics
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from search import morphology, vocabulary
from search.asking import read
from search.finding import find
from search.folding import clean
from search.models import BestBet, Corpus, Lexeme, Page, Spelling, Word
from search.pages import LONGEST_TITLE
from search.results import Wish
from search.sources import Found, Hit, Kind, Source

if TYPE_CHECKING:
    from search.sources import Reader

SCHEMA = "search_evaluation"
LOCK = 7_330_115  # of the database: one evaluation at a time
TOP = 10
WARM_UP = 20  # queries that aren't timed


class Busy(Exception):
    """Another evaluation runs in this database."""


class Document(TypedDict):
    id: str
    title: str
    body: str


class Question(TypedDict):
    query: str
    relevant: list[str]


class Figures(TypedDict):
    mrr10: float
    recall10: float
    p50_ms: float
    p95_ms: float
    documents: int
    queries: int


class Documents(Source):
    """The documents as a source of one kind."""

    name = "documents"
    kinds = (Kind("documents", "Documents"),)
    columns = {"": "search"}
    moment = "changed_at"

    def rows(self, user: Reader) -> QuerySet[Any]:
        return Page.objects.all()

    def hits(self, found: Collection[Found], user: Reader) -> dict[Found, Hit]:
        keys = {each.pk: each for each in found}
        pages = Page.objects.filter(pk__in=keys).values_list(
            "pk", "title", "name", "body", "language", "changed_at"
        )
        return {
            keys[pk]: Hit(title, name, body, language, changed_at)
            for pk, title, name, body, language, changed_at in pages
        }

    def texts(self, user: Reader) -> QuerySet[Any, Any]:
        return Page.objects.values_list("title", "body")


def read_documents(path: Path) -> Iterator[Document]:
    return read_lines(path, id=object, title=str, body=str)


def read_questions(path: Path) -> Iterator[Question]:
    return read_lines(path, query=str, relevant=list)


def read_lines(path: Path, **fields: type) -> Iterator[Any]:
    """JSON objects with these fields. Raises ValueError, which names the line, and OSError."""
    wanted = ", ".join(fields)
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                found = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise ValueError(f"{path}, line {number}: {error}") from None
            is_whole = isinstance(found, dict) and fields.keys() <= found.keys()
            if not is_whole or not all(isinstance(found[name], fields[name]) for name in fields):
                raise ValueError(f"{path}, line {number}: it needs {wanted}")
            yield found


@contextmanager
def loaded(documents: Iterable[Document]) -> Iterator[list[str]]:
    """The documents in tables of their own while the context lasts; their ids in the order of pks.

    Raises Busy. About 0.6 ms a document; nothing is left, also after one that was killed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Busy
        try:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
            cursor.execute(f"CREATE SCHEMA {SCHEMA}")
            cursor.execute(f"SET search_path = {SCHEMA}, public")
            yield write(documents)
        finally:
            cursor.execute("SET search_path = DEFAULT")
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def write(documents: Iterable[Document]) -> list[str]:
    ids, now = [], timezone.now()
    with connection.schema_editor() as editor:  # makes the indexes when it ends, after the rows
        for model in (Corpus, Lexeme, Word, Spelling, BestBet, Page):
            editor.create_model(model)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            columns = (
                "COPY search_page (name, language, title, body, changed_at) FROM STDIN (FREEZE)"
            )
            with cursor.copy(columns) as copy:
                for document in documents:
                    ids.append(document["id"])
                    title, body = clean(document["title"]), clean(document["body"])
                    moment = now - datetime.timedelta(seconds=len(ids))
                    copy.write_row((str(len(ids)), "", title[:LONGEST_TITLE], body, moment))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_page")
    learn([Documents()])
    return ids


def learn(sources: Sequence[Source]) -> None:
    vocabulary.replace(vocabulary.count(vocabulary.texts_of(sources)))


def evaluate(questions: Iterable[Question], ids: Sequence[str]) -> Figures:
    """Ask every question as a stranger would, first page, with counts and snippets."""
    morphology.warm_up()  # as a web process does
    sources, reader = [Documents()], AnonymousUser()
    ranks, recalls, times = [], [], []
    for number, question in enumerate(questions):
        wish = Wish(read(question["query"]))
        if number < WARM_UP:
            find(wish, reader, sources)
        started = time.perf_counter()
        found = find(wish, reader, sources)
        times.append((time.perf_counter() - started) * 1000)
        top = [ids[int(result.hit.address) - 1] for result in found.results[:TOP]]
        relevant = set(question["relevant"])
        places = [place for place, name in enumerate(top, 1) if name in relevant]
        ranks.append(1 / places[0] if places else 0.0)
        recalls.append(len(places) / max(1, min(TOP, len(relevant))))
    return Figures(
        mrr10=round(statistics.fmean(ranks or [0]), 4),
        recall10=round(statistics.fmean(recalls or [0]), 4),
        p50_ms=round(percentile(times, 50), 2),
        p95_ms=round(percentile(times, 95), 2),
        documents=len(ids),
        queries=len(times),
    )


def percentile(times: Sequence[float], percent: int) -> float:
    """The time that so many percent of the searches don't exceed."""
    if not times:
        return 0
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
