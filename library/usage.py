"""Where pictures and files are used: each app registers its contents, and notes what they show.

A table answers on pages; before anything is deleted for good, the contents themselves are asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from psycopg import sql

from library.models import Document, Picture, Use

NAMED = r"/media/([\w./-]+)"  # means the same to PostgreSQL and to Python
MOST_SHOWN = 50  # places of one picture

File = Picture | Document
Rows = Callable[[], QuerySet[Any]]


@dataclass(frozen=True)
class Content:
    """A model whose texts may name files, and whose keys may point at pictures."""

    model: type[Model]
    texts: Sequence[str]
    pictures: Sequence[str]
    rows: Rows  # with the columns their names are made of


class Place(NamedTuple):
    kind: str  # as “post”
    name: str
    address: str  # in the admin; empty where there is none


_contents: dict[type[Model], Content] = {}


def register(
    model: type[Model], texts: Sequence[str] = (), pictures: Sequence[str] = (), rows: Any = None
) -> None:
    """`texts` are columns of HTML, `pictures` keys to Picture; `rows` gives rows to name them by."""
    _contents[model] = Content(model, texts, pictures, rows or model._default_manager.all)


def names(*texts: str | None) -> set[str]:
    """Files below /media/ that the texts name."""
    return {name for text in texts for name in re.findall(NAMED, text or "")}


@transaction.atomic
def note(row: Model) -> None:
    """Called by whoever has saved a row of a registered model. Four queries, or six."""
    content = _contents[type(row)]
    named = names(*(getattr(row, column) for column in content.texts))
    keys = {getattr(row, f"{name}_id") for name in content.pictures} - {None}
    pictures = Picture.objects.filter(Q(file__in=named) | Q(pk__in=keys)).values_list("pk")
    documents = Document.objects.filter(file__in=named).values_list("pk") if named else ()
    wanted = {(pk, None) for (pk,) in pictures} | {(None, pk) for (pk,) in documents}
    kind = ContentType.objects.get_for_model(content.model)
    noted = Use.objects.filter(content_type=kind, object_id=row.pk)
    present = {(use.picture_id, use.document_id): use.pk for use in noted}
    if gone := [pk for key, pk in present.items() if key not in wanted]:
        Use.objects.filter(pk__in=gone).delete()
    Use.objects.bulk_create(
        [
            Use(picture_id=picture, document_id=document, content_type=kind, object_id=row.pk)
            for picture, document in wanted - present.keys()
        ],
        ignore_conflicts=True,
    )


def places(file: File) -> list[Place]:
    """Where it is used by the table, at most fifty; two queries and one for each kind of content."""
    uses = file.uses.order_by("-pk").values_list("content_type", "object_id")[:MOST_SHOWN]
    keys: dict[int, list[int]] = {}
    for kind, key in uses:
        keys.setdefault(kind, []).append(key)
    return [
        place
        for content in _contents.values()
        for place in _named(content, keys.get(_kind(content).pk, []))
    ]


def places_for_certain(files: Collection[File]) -> list[Place]:
    """Where any of them is used, asking the contents: reads every text once. Before a deletion."""
    named = [re.escape(str(file.file.name)) for file in files]
    keys = [file.pk for file in files if isinstance(file, Picture)]
    found: list[Place] = []
    for content in _contents.values():
        texts = (Q(**{f"{column}__regex": "|".join(named)}) for column in content.texts)
        shown = (Q(**{f"{name}__in": keys}) for name in content.pictures)
        conditions = Q(*texts, *shown, _connector=Q.OR)
        rows = content.model._default_manager.filter(conditions).values_list("pk", flat=True)
        found += _named(content, list(rows[:MOST_SHOWN]))
    return found


def _named(content: Content, keys: Sequence[int]) -> Iterator[Place]:
    kind = str(content.model._meta.verbose_name)
    for row in content.rows().filter(pk__in=keys) if keys else ():
        yield Place(kind, str(row), _address(row))


def _address(row: Model) -> str:
    opts = row._meta
    try:
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""


def _kind(content: Content) -> ContentType:
    return ContentType.objects.get_for_model(content.model)


@transaction.atomic
def recount() -> None:
    """Write the table anew from all contents. Reads every text once."""
    kinds = {_kind(content).pk: content for content in _contents.values()}
    Use.objects.exclude(content_type__in=kinds).delete()
    with connection.cursor() as cursor:
        for kind, content in kinds.items():
            cursor.execute(_recounting(content), {"kind": kind})


def _recounting(content: Content) -> sql.Composed:
    table = sql.Identifier(content.model._meta.db_table)
    picture, document = (sql.Identifier(model._meta.db_table) for model in (Picture, Document))
    text = sql.SQL("concat_ws(' ', {})").format(
        sql.SQL(", ").join([sql.SQL("''"), *map(sql.Identifier, content.texts)])
    )
    keys = [
        sql.SQL("UNION SELECT {key}, NULL, id FROM {table} WHERE {key} IS NOT NULL").format(
            key=sql.Identifier(f"{name}_id"), table=table
        )
        for name in content.pictures
    ]
    return sql.SQL(RECOUNTING).format(
        table=table,
        picture=picture,
        document=document,
        text=text,
        named=sql.Literal(NAMED),
        keys=sql.SQL(" ").join(keys),
        use=sql.Identifier(Use._meta.db_table),
    )


RECOUNTING: LiteralString = """
WITH named AS MATERIALIZED (
    SELECT DISTINCT content.id, found[1] AS file
    FROM {table} content, LATERAL regexp_matches({text}, {named}, 'g') found
), wanted AS MATERIALIZED (
    SELECT picture.id AS picture_id, NULL::bigint AS document_id, named.id AS object_id
    FROM named JOIN {picture} picture USING (file)
    UNION SELECT NULL, document.id, named.id FROM named JOIN {document} document USING (file)
    {keys}
), gone AS (
    DELETE FROM {use} kept WHERE content_type_id = %(kind)s AND NOT EXISTS (
        SELECT FROM wanted WHERE wanted.object_id = kept.object_id
        AND wanted.picture_id IS NOT DISTINCT FROM kept.picture_id
        AND wanted.document_id IS NOT DISTINCT FROM kept.document_id
    )
)
INSERT INTO {use} (picture_id, document_id, content_type_id, object_id)
SELECT picture_id, document_id, %(kind)s, object_id FROM wanted
ON CONFLICT DO NOTHING
"""
