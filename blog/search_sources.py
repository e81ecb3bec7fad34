"""What the search finds in the blog: posts, in each language they exist in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models import Author, Post, PostQuerySet, Topic
from blog.reading import topic_address
from core.html import plain_text
from core.languages import LANGUAGES, current_language
from editing.texts import each_version, published_in
from search.columns import Plain, title_words
from search.folding import fold
from search.sources import NONE, Found, Hit, Kind, Source, Suggested, register

if TYPE_CHECKING:
    from search.sources import Reader

MOST_TITLES = 300  # that are sorted to suggest the newest of them


class Posts(Source):
    """What readers may see is the same for all of them; a version is found once its own hour has come."""

    name = "blog"
    kinds = (Kind("posts", gettext_lazy("Posts"), one=gettext_lazy("Post")),)
    columns = {code: f"search_{code}" for code in LANGUAGES}
    author = "author_id"

    def rows(self, user: Reader) -> PostQuerySet:
        return Post.objects.visible_to(user).order_by().only("pk")

    def moment_in(self, language: str) -> str:
        return f"published_at_{language}"

    def version(self, rows: QuerySet[Any], language: str) -> QuerySet[Any]:
        return rows.filter(published_in(language))

    def hits(self, found: Collection[Found], user: Reader) -> dict[Found, Hit]:
        """Two queries."""
        posts = Post.objects.visible_to(user).select_related("author").prefetch_related("topics")
        rows = posts.in_bulk([each.pk for each in found])
        return {
            each: hit
            for each in found
            if each.pk in rows and (hit := hit_of(rows[each.pk], each.language))
        }

    def texts(self, user: Reader) -> QuerySet[Any, Any]:
        """A post is a document in each of its languages."""
        posts = Post.objects.visible_to(user).newest_first()
        return posts.values_list(
            each_version({code: F(f"title_{code}") for code in LANGUAGES}),
            each_version({code: Plain(f"body_{code}") for code in LANGUAGES}),
        )

    def by_author(self, name: str) -> Q:
        names = Author.objects.values_list("pk", *(f"name_{code}" for code in LANGUAGES))
        return Q(author__in=called(name, names))

    def in_place(self, name: str) -> Q:
        fields = [f"{field}_{code}" for field in ("title", "slug") for code in LANGUAGES]
        topics = called(name, Topic.objects.values_list("pk", *fields))
        if not topics:
            return NONE
        return Q(
            pk__in=Post.topics.through._default_manager.filter(topic__in=topics).values("post")
        )

    def author_names(self, keys: Collection[int]) -> dict[int, str]:
        return {author.pk: said(author, "name") for author in Author.objects.filter(pk__in=keys)}

    def titles(self, words: SearchQuery, user: Reader, limit: int) -> list[Suggested]:
        """One query for topics and one for each language, the current one first; a post is suggested once."""
        suggested: dict[int, Suggested] = {}
        for code in sorted(LANGUAGES, key=lambda code: code != current_language()):
            posts = Post.objects.visible_to(user).in_language(code).order_by()
            having = posts.alias(words=title_words(f"title_{code}")).filter(words=words)
            newest = Post.objects.filter(pk__in=having.values("pk")[:MOST_TITLES]).newest_in(code)
            for post in newest.for_links()[:limit]:
                title, address = getattr(post, f"title_{code}"), post.address_in(code)
                suggested.setdefault(post.pk, Suggested(title, address, _("Blog")))
        return [*topics_with(words), *suggested.values()][:limit]


def topics_with(words: SearchQuery) -> list[Suggested]:
    """There are few topics: no index is asked."""
    names = {f"words_{code}": title_words(f"title_{code}") for code in LANGUAGES}
    having = reduce(or_, (Q(**{name: words}) for name in names))
    return [
        Suggested(said(topic, "title"), topic_address(topic, current_language()), _("Blog"))
        for topic in Topic.objects.alias(**names).filter(having)
    ]


def hit_of(post: Post, found_in: str) -> Hit | None:
    """Under the title in the current language where the post has one, with the words of what was found."""
    if found_in not in post.languages:
        return None
    language = post.languages[0]
    topics = [(said(topic, "title"), topic) for topic in post.topics.all()]
    place, topic = min(topics, key=lambda pair: pair[0], default=("", None))
    return Hit(
        title=getattr(post, f"title_{language}"),
        address=post.address_in(language),
        text=plain_text(getattr(post, f"body_{found_in}")),
        language=language,
        date=getattr(post, f"published_at_{found_in}"),
        author=said(post.author, "name") if post.author else "",
        place=place,
        place_address=topic_address(topic, current_language()) if topic else "",
    )


def said(row: Author | Topic, field: str) -> str:
    """In the current language, else in another."""
    codes = sorted(LANGUAGES, key=lambda code: code != current_language())
    return next(filter(None, (getattr(row, f"{field}_{code}") for code in codes)), "")


def called(name: str, rows: Iterable[tuple[Any, ...]]) -> list[int]:
    """Keys of the rows of which one of the names after the key has these words, but for what readers mistake.

    Where one is just that, no longer one is meant.
    """
    wanted = fold(name).split()
    named = [(pk, [fold(each).split() for each in names if each]) for pk, *names in rows]
    exactly = [pk for pk, names in named if wanted in names]
    return exactly or [
        pk for pk, names in named if wanted and any(set(wanted) <= set(each) for each in names)
    ]


register(Posts())
