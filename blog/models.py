"""Posts, what they are about, who wrote them, and what leads to them from addresses they had before."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OrderBy, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.languages import LANGUAGES
from editing.conditions import LAST_CHANGED, desk_indexes
from editing.texts import (
    MOMENTS,
    WORDS,
    Text,
    TextQuerySet,
    first_published_at,
    must_hold_in,
    written_in,
)
from library.models import Picture, said
from search.columns import Plain, search_column, title_words, words_index

RESERVED_SLUG = re.compile(r"feed|topics|\d{4}")  # other pages of the blog answer there
STAYS_HERE = r"^/([^/\\[:cntrl:]]|$)"  # a path, which no browser takes for another host


def validate_slug(slug: str) -> None:
    if RESERVED_SLUG.fullmatch(slug):
        raise ValidationError(_("Another page of the blog has this address."), code="reserved")


# A slug is null, not empty, in a language without one: empty ones would not be unique.


class Author(models.Model):
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self) -> str:
        return said(self, "name") or f"#{self.pk}"


class Topic(models.Model):
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("address"), max_length=120, unique=True, null=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["title"]

    def __str__(self) -> str:
        return said(self, "title") or f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("blog:topic", args=[self.slug])


class PostQuerySet(TextQuerySet["Post"]):
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


class Post(Text):
    page_name = "blog:post"

    slug = models.SlugField(
        _("address"), max_length=120, unique=True, null=True, validators=[validate_slug]
    )
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
        constraints = [each for code in LANGUAGES for each in must_hold_in(code, "post")]
        permissions = [("publish_post", "Can publish posts")]


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
