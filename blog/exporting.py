"""The blog's public part, row by row, for the export of the site (docs/export.md)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from blog.models import Author, OldAddress, Post, PostQuerySet, Topic
from core.languages import LANGUAGES

CHUNK = 500  # rows fetched at once

Row = Mapping[str, Any]


def authors() -> Iterator[Row]:
    for author in Author.objects.order_by("pk"):
        yield {"id": author.pk, **translated(author, "name")}


def topics() -> Iterator[Row]:
    for topic in Topic.objects.order_by("pk"):
        yield {"id": topic.pk, **translated(topic, "title", "slug")}


def posts() -> Iterator[Row]:
    """Of a language that readers don't have yet, or no more, nothing."""
    rows = published().prefetch_related("topics")
    fields = ("title", "slug", "summary", "body", "cover_alt", "published_at")
    for post in rows.order_by("pk").iterator(CHUNK):
        yield {
            "id": post.pk,
            **translated(post, *fields, languages=post.languages),
            "cover": post.cover.name or None,
            "author": post.author_id,
            "topics": sorted(topic.pk for topic in post.topics.all()),
            "updated_at": post.updated_at,
        }


def old_addresses() -> Iterator[Row]:
    for old in OldAddress.objects.filter(post__in=published()).order_by("path").iterator(CHUNK):
        yield {"path": old.path, "language": old.language, "post": old.post_id}


def published() -> PostQuerySet:
    return Post.objects.visible_to(AnonymousUser())


def translated(row: Model, *fields: str, languages: Collection[str] = LANGUAGES) -> Row:
    """A column for each language, null in those that are not among `languages`."""
    names = ((f"{field}_{code}", code in languages) for field in fields for code in LANGUAGES)
    return {name: getattr(row, name) if is_told else None for name, is_told in names}


FILES: dict[str, Callable[[], Iterator[Row]]] = {
    "blog_authors": authors,
    "blog_topics": topics,
    "blog_posts": posts,
    "blog_old_addresses": old_addresses,
}
