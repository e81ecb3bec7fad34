"""What the search finds in the forum: topics, by title and opening, and each reply by itself.

Moderators find in it what others of their sections find: nothing that is hidden, deleted, merged away
or waits. They have the queue and the admin for that, where its state stands beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, DurationField, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from core.languages import LANGUAGES
from forum.bylines import author_name
from forum.models import Post, Section, Topic
from forum.models.posts import ForumPostQuerySet
from search.columns import title_words
from search.folding import fold
from search.sources import NONE, Found, Hit, Kind, Source, Suggested, register

if TYPE_CHECKING:
    from search.sources import Reader

MOST_TITLES = 300  # that are sorted to suggest the newest of them
DAY = datetime.timedelta(days=1)


class Posts(Source):
    """`named` is the author where everybody may know what they wrote, and where it bears their name.

    The name must stand beside the post by now (`accounts.authorship`), and the member must let the
    page with their name be opened: a list by author, and a count, is such a page.
    """

    name = "forum"
    kinds = (
        Kind("topics", gettext_lazy("Forum topics"), Q(number=0), gettext_lazy("Forum topic")),
        Kind(
            "replies", gettext_lazy("Forum replies"), Q(number__gt=0), gettext_lazy("Forum reply")
        ),
    )
    columns = {"": "search"}
    moment = "created_at"
    author = "named"
    place = "topic__section_id"
    language = "language"

    def rows(self, user: Reader) -> ForumPostQuerySet:
        return shown_to(user).annotate(named=named()).order_by().only("pk")

    def hits(self, found: Collection[Found], user: Reader) -> dict[Found, Hit]:
        """One query."""
        posts = shown_to(user).select_related("topic__section", "author").defer("text")
        rows = posts.in_bulk([each.pk for each in found])
        return {each: hit_of(rows[each.pk]) for each in found if each.pk in rows}

    def texts(self, user: Reader) -> QuerySet[Any, Any]:
        return shown_to(user).order_by("-created_at", "-pk").values_list("title", "plain")

    def by_author(self, name: str) -> Q:
        """Of a member, or of somebody who wrote on the older site. One query."""
        older = Q(imported_author__gt="", imported_author__iexact=name, author_key="", named=None)
        member = User.objects.visible_to(AnonymousUser()).named(name).first()
        return older | written_by(member) if member else older

    def of_author(self, key: int) -> Q:
        member = User.objects.visible_to(AnonymousUser()).filter(pk=key).first()
        return written_by(member) if member else NONE

    def in_place(self, name: str) -> Q:
        """A section includes those within it."""
        return Q(topic__section__in=sections_called(name))

    def author_names(self, keys: Collection[int]) -> dict[int, str]:
        members = User.objects.visible_to(AnonymousUser()).filter(pk__in=keys)
        return dict(members.values_list("pk", "name"))

    def place_names(self, keys: Collection[int]) -> dict[int, str]:
        return {section.pk: str(section) for section in Section.objects.filter(pk__in=keys)}

    def titles(self, words: SearchQuery, user: Reader, limit: int) -> list[Suggested]:
        """Two queries."""
        topics = Topic.objects.visible_to(user).listed()
        having = topics.alias(words=title_words("title")).filter(words=words)
        rows = Topic.objects.filter(pk__in=having.values("pk")[:MOST_TITLES])
        newest = rows.select_related("section").latest_first()[:limit]
        found = [
            Suggested(topic.title, topic.get_absolute_url(), str(topic.section)) for topic in newest
        ]
        return [*sections_with(words, user), *found][:limit]


def sections_with(words: SearchQuery, user: Reader) -> list[Suggested]:
    """There are few sections: no index is asked."""
    names = {f"words_{code}": title_words(f"name_{code}") for code in LANGUAGES}
    having = reduce(or_, (Q(**{name: words}) for name in names))
    sections = Section.objects.visible_to(user).alias(**names).filter(having).in_order()
    return [Suggested(str(each), each.get_absolute_url(), _("Forum")) for each in sections]


def shown_to(user: Reader) -> ForumPostQuerySet:
    """Posts that stand, in listed topics of the sections this reader may read."""
    return Post.objects.standing().filter(topic__in=Topic.objects.visible_to(user).listed())


def named() -> Case:
    """SQL for the key of `shown_author`, of members whose profile everybody may open."""
    kept = ExpressionWrapper(
        F("author__name_hidden_after") * Value(DAY), output_field=DurationField()
    )
    bears_name = Q(author__name_hidden_after=None) | Q(created_at__gt=timezone.now() - kept)
    return Case(
        When(bears_name, author__is_active=True, author__is_hidden=False, then=F("author_id"))
    )


def written_by(member: User) -> Q:
    """What `named` says is theirs, in the words of the index by author."""
    theirs = Q(author=member)
    if member.name_hidden_after is not None:
        theirs &= Q(created_at__gt=timezone.now() - member.name_hidden_after * DAY)
    return theirs


def sections_called(name: str) -> list[int]:
    """By address or by name in any language, with those within. One query."""
    fields = ["slug", *(f"name_{code}" for code in LANGUAGES)]
    wanted = fold(name).strip()
    rows = list(Section.objects.values_list("pk", "parent", *fields))
    own = {pk for pk, _parent, *words in rows if wanted in {fold(word) for word in words if word}}
    return [pk for pk, parent, *_words in rows if pk in own or parent in own]


def hit_of(post: Post) -> Hit:
    topic = post.topic
    is_topic = post.number == 0
    return Hit(
        title=topic.title,
        address=topic.get_absolute_url() if is_topic else topic.address_of(post),
        text=post.plain,
        language=topic.language or post.language,
        date=post.created_at,
        author=author_name(post),
        place=str(topic.section),
        place_address=topic.section.get_absolute_url(),
        note=note_of(topic) if is_topic else "",
    )


def note_of(topic: Topic) -> str:
    if topic.answer_id:
        return _("Answered")
    count = topic.total_reply_count
    return ngettext("%(n)s reply", "%(n)s replies", count) % {"n": count} if count else ""


register(Posts())
