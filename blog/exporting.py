"""The blog's public part, row by row, for the export of the site (docs/export.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from blog.models import Author, Post, PostQuerySet, Redirect, Topic
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
    rows = published().prefetch_related("topics")
    for post in rows.order_by("pk").iterator(CHUNK):
        yield {
            "id": post.pk,
            **translated(post, "title", "slug", "summary", "body", "cover_alt"),
            "cover": post.cover.name or None,
            "author": post.author_id,
            "topics": sorted(topic.pk for topic in post.topics.all()),
            "published_at": post.published_at,
            "updated_at": post.updated_at,
        }


def old_addresses() -> Iterator[Row]:
    for old in Redirect.objects.filter(post__in=published()).order_by("path").iterator(CHUNK):
        yield {"path": old.path, "language": old.language, "post": old.post_id}


def published() -> PostQuerySet:
    return Post.objects.visible_to(AnonymousUser())


def translated(row: Model, *fields: str) -> dict[str, str | None]:
    return {
        f"{field}_{code}": getattr(row, f"{field}_{code}") for field in fields for code in LANGUAGES
    }


FILES: dict[str, Callable[[], Iterator[Row]]] = {
    "blog_authors": authors,
    "blog_topics": topics,
    "blog_posts": posts,
    "blog_old_addresses": old_addresses,
}
