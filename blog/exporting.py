"""The blog's public part, row by row, for the export of the site (docs/export.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q

from blog.models import Author, Post, PostQuerySet, Redirect, Topic
from core.languages import LANGUAGES
from editing import carrying

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
    rows = published().select_related("cover").prefetch_related("topics")
    for post in rows.order_by("pk").iterator(CHUNK):
        yield {
            "id": post.pk,
            **carrying.told(post),
            "cover": post.cover.file.name if post.cover else None,
            "author": post.author_id,
            "topics": sorted(topic.pk for topic in post.topics.all()),
            "updated_at": post.updated_at,
        }


def redirects() -> Iterator[Row]:
    """How often they were followed is for editors only."""
    public = Q(post=None) | Q(post__in=published())
    for row in Redirect.objects.filter(public).order_by("path").iterator(CHUNK):
        yield {
            "path": row.path,
            "post": row.post_id,
            "language": row.language or None,
            "target": row.target or None,
        }


def published() -> PostQuerySet:
    return Post.objects.visible_to(AnonymousUser())


def translated(row: Model, *fields: str) -> Row:
    """A column for each language."""
    names = [f"{field}_{code}" for field in fields for code in LANGUAGES]
    return {name: getattr(row, name) for name in names}


FILES: dict[str, Callable[[], Iterator[Row]]] = {
    "blog_authors": authors,
    "blog_topics": topics,
    "blog_posts": posts,
    "blog_redirects": redirects,
}
