"""Posts, what they are about, who wrote them, and what leads to them from addresses they had before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OrderBy, Q
from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.languages import LANGUAGES, current_language
from editing.conditions import LAST_CHANGED, desk_indexes
from editing.states import Stage, State, has_come, state
from library.models import Picture
from search.columns import Plain, search_column, title_words, words_index

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

MOMENTS = [f"published_at_{code}" for code in LANGUAGES]  # columns: when a language comes out
WORDS = ("title", "summary", "body")  # there once for each language
SOURCE = ("source", "source_revision", "source_changed_at")  # of a translation: see editing.sources
RESERVED_SLUG = re.compile(r"feed|topics|\d{4}")  # other pages of the blog answer there
STAYS_HERE = r"^/([^/\\[:cntrl:]]|$)"  # a path, which no browser takes for another host


def validate_slug(slug: str) -> None:
    if RESERVED_SLUG.fullmatch(slug):
        raise ValidationError(_("Another page of the blog has this address."), code="reserved")


def written_in(language: str) -> Q:
    """A post exists in a language when its title and body there are filled."""
    return Q(**{f"title_{language}__gt": "", f"body_{language}__gt": ""})


def published_in(language: str) -> Q:
    """Readers have it in a language when its hour there has come. By a constraint it is written."""
    return Q(**{f"published_at_{language}__lte": timezone.now()})


def first_published_at() -> Least:
    """When a post first comes out, in whichever language; null of one that has no hour at all."""
    return Least(*(F(column) for column in MOMENTS), output_field=models.DateTimeField())


def by_preference() -> list[str]:
    """All languages, the current one first."""
    return sorted(LANGUAGES, key=lambda code: code != current_language())


class Translation(NamedTuple):
    language: str
    title: str
    address: str


# A slug is null, not empty, in a language without one: empty ones would not be unique.


class Author(models.Model):
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name or ""


class Topic(models.Model):
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("address"), max_length=120, unique=True, null=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title or ""

    def get_absolute_url(self) -> str:
        return reverse("blog:topic", args=[self.slug])


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: User | AnonymousUser) -> PostQuerySet:
        """What has come out in some language: the same for everyone, staff included.

        The rows hold their other languages too, of which nobody is to hear: `in_language` and
        `Post.languages` say which may be shown.
        """
        return self.alias(first=first_published_at()).filter(first__lte=timezone.now())

    def in_language(self, language: str) -> PostQuerySet:
        """What readers have in this language now."""
        return self.filter(published_in(language))

    def newest_in(self, language: str) -> PostQuerySet:
        """The same as a list has it: by when it came out in this language."""
        return self.in_language(language).order_by(f"-published_at_{language}", "-pk")

    def missing_in(self, language: str) -> PostQuerySet:
        """What has not come out in this language, nor has an hour to do so."""
        return self.filter(**{f"published_at_{language}": None})

    def newest_first(self) -> PostQuerySet:
        """By when they first came out, in whichever language."""
        return self.order_by(first_published_at().desc(), "-pk")

    def for_links(self) -> PostQuerySet:
        """Titles and addresses in every language, and which of them may be shown; nothing else."""
        columns = [f"{name}_{code}" for name in ("title", "slug") for code in LANGUAGES]
        return self.only(*columns, *MOMENTS)

    def about(self, topic: Topic) -> PostQuerySet:
        return self.filter(topics=topic)

    def for_cards(self, language: str) -> PostQuerySet:
        """Only the columns a list shows; bodies stay in the database."""
        translated = [f"{name}_{language}" for name in ("title", "slug", "summary")]
        cover = [f"cover__{name}" for name in ("file", "width", "height", "cut")]
        return self.select_related("author", "cover").only(
            *translated, *MOMENTS, *cover, f"author__name_{language}"
        )


FIRST = (OrderBy(first_published_at(), descending=True), OrderBy(F("id"), descending=True))


def indexes_in(language: str) -> list[models.Index]:
    """What lists and the search of this language are read from."""
    published_at, title = f"published_at_{language}", title_words(f"title_{language}")
    return [
        models.Index(
            fields=[f"-{published_at}", "-id"],
            condition=Q(**{f"{published_at}__isnull": False}),
            name=f"post_published_{language}",
        ),
        models.Index(
            *FIRST,
            condition=Q(**{f"{published_at}__isnull": True}),
            name=f"post_missing_{language}",
        ),
        *desk_indexes("post", language, WORDS),
        words_index(f"search_{language}", f"post_search_{language}"),
        GinIndex(title, name=f"post_titles_{language}", fastupdate=False),
    ]


def must_hold_in(language: str) -> list[models.BaseConstraint]:
    title, body = f"title_{language}", f"body_{language}"
    is_written = written_in(language) & Q(**{f"{title}__isnull": False, f"{body}__isnull": False})
    return [
        models.CheckConstraint(
            condition=~Q(**{f"{title}__gt": ""}) | Q(**{f"slug_{language}__isnull": False}),
            name=f"post_title_{language}_has_slug",
            violation_error_message=_("A title needs an address beside it."),
        ),
        models.CheckConstraint(
            condition=Q(**{f"published_at_{language}__isnull": True}) | is_written,
            name=f"post_published_{language}_is_written",
            violation_error_message=_("What is published needs a title and a text."),
        ),
        models.CheckConstraint(
            condition=~Q(**{f"source_{language}": language}),
            name=f"post_source_of_{language}_is_another",
            violation_error_message=_("A language is no translation of itself."),
        ),
    ]


class Post(models.Model):
    title = models.CharField(_("title"), max_length=300)
    slug = models.SlugField(
        _("address"), max_length=120, unique=True, null=True, validators=[validate_slug]
    )
    summary = models.TextField(_("summary"), blank=True)
    body = models.TextField(_("text"))
    cover = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cover"),
    )
    author = models.ForeignKey(
        Author,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("author"),
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="posts", verbose_name=_("topics")
    )
    # Once for each language, as the words are
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    stage = models.CharField(
        _("stage"), max_length=9, choices=Stage.choices, default=Stage.DRAFT, editable=False
    )
    source = models.CharField(
        _("translated from"),
        max_length=8,
        choices=settings.LANGUAGES,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    source_revision = models.PositiveIntegerField(
        _("revision it was translated from"), default=0, db_default=0, editable=False
    )
    source_changed_at = models.DateTimeField(
        _("when the original changed since"), null=True, editable=False
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(*FIRST, name="post_first_published"),
            models.Index(fields=LAST_CHANGED, name="post_last_changed"),
            *(index for code in LANGUAGES for index in indexes_in(code)),
        ]
        constraints = [each for code in LANGUAGES for each in must_hold_in(code)]
        permissions = [("publish_post", "Can publish posts")]

    def __str__(self) -> str:
        """A title that readers have, so that the name of a row tells nobody more than they know."""
        titles = (getattr(self, f"title_{code}") for code in (*self.languages, *by_preference()))
        return next(filter(None, titles), f"#{self.pk}")

    def get_absolute_url(self) -> str:
        """The address in the current language; in a language the post lacks, its other address."""
        slugs = (getattr(self, f"slug_{code}") for code in (*self.languages, *by_preference()))
        return reverse("blog:post", args=[next(filter(None, slugs))])

    @property
    def languages(self) -> list[str]:
        """Languages that readers have it in now, the current one first."""
        return [code for code in by_preference() if has_come(getattr(self, f"published_at_{code}"))]

    def state_in(self, language: str) -> State:
        words = (getattr(self, f"{field}_{language}") for field in WORDS)
        moment, stage = (
            getattr(self, f"{field}_{language}") for field in ("published_at", "stage")
        )
        return state(moment, stage, is_begun=any(words))

    def translations(self, field: str) -> list[tuple[str, str]]:
        """(language, value) wherever readers have it and `field` is filled, the current one first."""
        values = ((code, getattr(self, f"{field}_{code}")) for code in self.languages)
        return [(code, value) for code, value in values if value]

    @property
    def translations_elsewhere(self) -> list[Translation]:
        """Its versions in other languages than the current one."""
        titles = [pair for pair in self.translations("title") if pair[0] != current_language()]
        return [Translation(code, title, self.address_in(code)) for code, title in titles]

    def address_in(self, language: str) -> str:
        with override(language):
            return self.get_absolute_url()


for code in LANGUAGES:  # a column each, beside those of modeltranslation
    Post.add_to_class(
        f"search_{code}",
        search_column(
            title=f"title_{code}",
            summary=f"summary_{code}",
            body=Plain(f"body_{code}"),
            where=written_in(code),
        ),
    )


class Redirect(models.Model):
    """A path where a page was, here or on an older site; it leads to a post in a language, or to a path."""

    path = models.CharField(_("old address"), max_length=500, unique=True)
    post = models.ForeignKey(
        Post,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="old_addresses",
        verbose_name=_("post"),
    )
    language = models.CharField(_("language"), max_length=8, blank=True, choices=settings.LANGUAGES)
    target = models.CharField(_("leads to"), max_length=500, blank=True)
    hits = models.PositiveBigIntegerField(_("times followed"), default=0, editable=False)
    last_hit_on = models.DateField(_("last followed"), null=True, editable=False)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, language__gt="", target="")
                | Q(post=None, language="", target__gt=""),
                name="redirect_leads_to_one",
            ),
            models.CheckConstraint(
                condition=Q(target="") | Q(target__regex=STAYS_HERE),
                name="redirect_stays_here",
                violation_error_message=_("A redirect leads to a page of this site."),
            ),
            models.CheckConstraint(
                condition=~Q(target=models.F("path")),
                name="redirect_leads_away",
                violation_error_message=_("The address would lead to itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def address(self) -> str:
        return self.post.address_in(self.language) if self.post else self.target
