"""Posts, what they are about, who wrote them, and what leads to them from addresses they had before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from pictures.models import PictureField

from core.languages import LANGUAGES, current_language
from search.columns import Plain, search_column, title_words, words_index

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

RESERVED_SLUG = re.compile(r"feed|topics|\d{4}")  # other pages of the blog answer there
STAYS_HERE = r"^/([^/\\[:cntrl:]]|$)"  # a path, which no browser takes for another host


def validate_slug(slug: str) -> None:
    if RESERVED_SLUG.fullmatch(slug):
        raise ValidationError(_("Another page of the blog has this address."), code="reserved")


def written_in(language: str) -> Q:
    """A post exists in a language when its title and body there are filled."""
    return Q(**{f"title_{language}__gt": "", f"body_{language}__gt": ""})


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
        """Published posts whose hour has come: the same for everyone, staff included."""
        return self.filter(published_at__lte=timezone.now())

    def in_language(self, language: str) -> PostQuerySet:
        return self.filter(written_in(language))

    def missing_in(self, language: str) -> PostQuerySet:
        return self.exclude(written_in(language))

    def newest_first(self) -> PostQuerySet:
        return self.order_by("-published_at", "-pk")

    def for_links(self) -> PostQuerySet:
        """Titles and addresses in every language, nothing else."""
        return self.only(*(f"{name}_{code}" for name in ("title", "slug") for code in LANGUAGES))

    def about(self, topic: Topic) -> PostQuerySet:
        return self.filter(topics=topic)

    def for_cards(self, language: str) -> PostQuerySet:
        """Only the columns a list shows; bodies stay in the database."""
        translated = [f"{name}_{language}" for name in ("title", "slug", "summary", "cover_alt")]
        return self.select_related("author").only(
            *translated,
            "published_at",
            "cover",
            "cover_width",
            "cover_height",
            f"author__name_{language}",
        )


def indexes_in(language: str) -> list[models.Index]:
    """What lists and the search of this language are read from."""
    newest_first = ["-published_at", "-id"]
    is_written, title = written_in(language), title_words(f"title_{language}")
    return [
        models.Index(fields=newest_first, condition=is_written, name=f"post_written_{language}"),
        models.Index(fields=newest_first, condition=~is_written, name=f"post_missing_{language}"),
        words_index(f"search_{language}", f"post_search_{language}"),
        GinIndex(title, name=f"post_titles_{language}", fastupdate=False),
    ]


class Post(models.Model):
    title = models.CharField(_("title"), max_length=300)
    slug = models.SlugField(
        _("address"), max_length=120, unique=True, null=True, validators=[validate_slug]
    )
    summary = models.TextField(_("summary"), blank=True)
    body = models.TextField(_("text"))
    cover = PictureField(
        _("cover"),
        upload_to="blog/%Y/",
        blank=True,
        width_field="cover_width",
        height_field="cover_height",
        aspect_ratios=["16/9"],
    )
    cover_width = models.PositiveIntegerField(null=True, editable=False)
    cover_height = models.PositiveIntegerField(null=True, editable=False)
    cover_alt = models.CharField(_("what the cover shows"), max_length=300, blank=True)
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
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["-published_at", "-pk"]
        indexes = [index for code in LANGUAGES for index in indexes_in(code)]
        constraints = [
            models.CheckConstraint(
                condition=~Q(**{f"title_{language}__gt": ""})
                | Q(**{f"slug_{language}__isnull": False}),
                name=f"post_title_{language}_has_slug",
                violation_error_message=_("A title needs an address beside it."),
            )
            for language in LANGUAGES
        ]

    def __str__(self) -> str:
        return next((title for _code, title in self.translations("title")), f"#{self.pk}")

    def get_absolute_url(self) -> str:
        """The address in the current language; in a language the post lacks, its other address."""
        slug = self.slug or next(value for _code, value in self.translations("slug"))
        return reverse("blog:post", args=[slug])

    def translations(self, field: str) -> list[tuple[str, str]]:
        """(language, value) wherever `field` is filled, the current language first."""
        codes = sorted(LANGUAGES, key=lambda code: code != current_language())
        return [(code, value) for code in codes if (value := getattr(self, f"{field}_{code}"))]

    @property
    def languages(self) -> list[str]:
        """Languages the post exists in, the current one first."""
        bodies = dict(self.translations("body"))
        return [code for code, _title in self.translations("title") if code in bodies]

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
