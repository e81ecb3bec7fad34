"""Authors and topics by the name they have in the source: found again, or made."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import override

from blog.models import Author, Topic
from core import slugs
from core.languages import LANGUAGES

MOST_KEPT = 10_000


def called(field: str, name: str) -> Q:
    """Rows having the name in any language: one subject is one topic, whichever site part named it."""
    return Q(*((f"{field}_{code}__iexact", name) for code in LANGUAGES), _connector=Q.OR)


class Labels:
    """Remembers ids between items. `forget()` after a rollback: what it made is gone then."""

    def __init__(self) -> None:
        self.authors: dict[tuple[str, str], int] = {}
        self.topics: dict[tuple[str, str], int] = {}

    def forget(self) -> None:
        self.authors.clear()
        self.topics.clear()

    def author(self, name: str, language: str) -> int | None:
        if not name:
            return None
        key = (name.casefold(), language)
        if key not in self.authors:
            if len(self.authors) >= MOST_KEPT:
                self.forget()
            self.authors[key] = author_named(name, language).pk
        return self.authors[key]

    def topic(self, title: str, language: str) -> int:
        key = (title.casefold(), language)
        if key not in self.topics:
            if len(self.topics) >= MOST_KEPT:
                self.forget()
            self.topics[key] = topic_titled(title, language).pk
        return self.topics[key]


def author_named(name: str, language: str) -> Author:
    """The author of that name in any language, made readable in this one."""
    found: Author | None = Author.objects.filter(called("name", name)).order_by("pk").first()
    if found is None:
        with override(language):
            return Author.objects.create(**{f"name_{language}": name})
    if not getattr(found, f"name_{language}"):
        setattr(found, f"name_{language}", name)
        found.save(update_fields=[f"name_{language}"])
    return found


def topic_titled(title: str, language: str) -> Topic:
    """The topic of that title in any language, made readable in this one."""
    found: Topic | None = Topic.objects.filter(called("title", title)).order_by("pk").first()
    if found and getattr(found, f"title_{language}"):
        return found
    slug = slugs.unique(
        slugs.slugify(title, language),
        lambda candidate: taken(Topic.objects.all(), candidate, found),
    )
    names = {f"title_{language}": title, f"slug_{language}": slug}
    if found is None:
        with override(language):
            return Topic.objects.create(**names)
    for field, value in names.items():
        setattr(found, field, value)
    found.save(update_fields=list(names))
    return found


def taken(topics: QuerySet[Topic], slug: str, but: Topic | None) -> bool:
    """Whether another topic answers to the slug, in any language."""
    others = topics.exclude(pk=but.pk) if but else topics
    return others.filter(
        Q(*((f"slug_{code}", slug) for code in LANGUAGES), _connector=Q.OR)
    ).exists()
