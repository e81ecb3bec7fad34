"""Questions a page asks of the blog, each answered in one bounded query."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Max, Min, Q, Value
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from blog.models import Post, PostQuerySet, Topic
from core import html
from core.languages import LANGUAGES, current_language
from editing.texts import MOMENTS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

RELATED = 3
RELATED_AMONG = 60  # newest posts sharing a topic that compete for the places


class Neighbours(NamedTuple):
    older: Post | None
    newer: Post | None


def with_slug(slug: str) -> Q:
    """Rows having the slug in any language."""
    return Q(*((f"slug_{code}", slug) for code in LANGUAGES), _connector=Q.OR)


def pick(rows: list[Post] | list[Topic], slug: str) -> Post | Topic:
    """The row whose slug in the current language it is, else any. Raises Http404 on none."""
    if not rows:
        raise Http404
    return next(
        (row for row in rows if getattr(row, f"slug_{current_language()}") == slug), rows[0]
    )


def post_by_slug(user: User | AnonymousUser, slug: str) -> Post:
    """By its address in any language, as far as readers have it there."""
    rows = Post.objects.visible_to(user).at_address(slug).select_related("author", "cover")
    post = pick(list(rows), slug)
    assert isinstance(post, Post)
    return post


def topic_by_slug(slug: str) -> Topic:
    topic = pick(list(Topic.objects.filter(with_slug(slug))), slug)
    assert isinstance(topic, Topic)
    return topic


def topic_address(topic: Topic, language: str) -> str:
    slugs = [getattr(topic, f"slug_{code}") for code in (language, *LANGUAGES)]
    with override(language):
        return reverse("blog:topic", args=[next(filter(None, slugs))])


def years(user: User | AnonymousUser) -> range:
    """Years of the archive, newest first. Two look-ups in an index, whatever the size."""
    language = current_language()
    moment = f"published_at_{language}"
    posts = Post.objects.visible_to(user).in_language(language)
    span = posts.aggregate(first=Min(moment), last=Max(moment))
    if span["first"] is None:
        return range(0)
    first, last = (timezone.localtime(span[end]).year for end in ("first", "last"))
    return range(last, first - 1, -1)


def neighbours(posts: PostQuerySet, post: Post) -> Neighbours:
    """The posts published just before and just after, in the language of the list. One query."""
    language = current_language()
    column = f"published_at_{language}"
    moment = getattr(post, column)
    same_moment = Q(**{column: moment})
    older = posts.filter(Q(**{f"{column}__lt": moment}) | same_moment & Q(pk__lt=post.pk))
    newer = posts.filter(Q(**{f"{column}__gt": moment}) | same_moment & Q(pk__gt=post.pk))
    columns = [f"title_{language}", f"slug_{language}", *MOMENTS]
    before = older.only(*columns).annotate(is_newer=Value(False))[:1]
    after = newer.only(*columns).annotate(is_newer=Value(True)).order_by(column, "pk")[:1]
    found = {row.is_newer: row for row in before.union(after, all=True)}  # type: ignore[attr-defined]
    return Neighbours(older=found.get(False), newer=found.get(True))


def related(posts: PostQuerySet, post: Post, language: str) -> list[Post]:
    """Up to three posts sharing most topics, newer first among equals. One query."""
    topics = post.topics.values("pk")
    recent = posts.filter(topics__in=topics).exclude(pk=post.pk).values("pk").distinct()
    shared = Count("topics", filter=Q(topics__in=topics))
    rows = Post.objects.filter(pk__in=recent[:RELATED_AMONG]).annotate(shared=shared)
    newest = rows.order_by("-shared", f"-published_at_{language}")
    return list(newest.for_cards(language)[:RELATED])


def standfirst(post: Post) -> str:
    """The summary, unless the text itself begins with it: nobody wants to read it twice."""
    opening = (post.summary or "").rstrip("….")
    return "" if html.plain_text(post.body or "").startswith(opening) else post.summary
