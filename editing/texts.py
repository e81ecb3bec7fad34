"""What every text has that editors write: words, an address and an hour in each language.

An app's own model adds what only its texts have, and is announced in `edited.py` (see `kinds`).
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Func, Q, When
from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.languages import LANGUAGES, current_language
from editing.states import Stage, State, has_come, state

if TYPE_CHECKING:
    from typing import Self

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

WORDS = ("title", "summary", "body")  # there once for each language
WRITTEN = ("title", "slug", "summary", "body")  # in a form, in this order
SOURCE = ("source", "source_revision", "source_changed_at")  # of a translation: see editing.sources
TRANSLATED = (*WRITTEN, "published_at", "stage", *SOURCE)  # what modeltranslation is told of
MOMENTS = [f"published_at_{code}" for code in LANGUAGES]  # columns: when a language comes out

T = TypeVar("T", bound="Text")


def written_in(language: str) -> Q:
    """A text exists in a language when its title and body there are filled."""
    return Q(**{f"title_{language}__gt": "", f"body_{language}__gt": ""})


def published_in(language: str) -> Q:
    """Readers have it in a language when its hour there has come. By a constraint it is written."""
    return Q(**{f"published_at_{language}__lte": timezone.now()})


def first_published_at() -> Least:
    """When a text first comes out, in whichever language; null of one that has no hour at all."""
    return Least(*(F(column) for column in MOMENTS), output_field=models.DateTimeField())


def by_preference() -> list[str]:
    """All languages, the current one first."""
    return sorted(LANGUAGES, key=lambda code: code != current_language())


def each_version(columns: dict[str, Any]) -> Func:
    """A row for each language readers have a text in; two of them side by side go in step."""
    versions = [Case(When(published_in(code), then=value)) for code, value in columns.items()]
    array = Func(*versions, function="ARRAY", template="%(function)s[%(expressions)s]::text[]")
    present = Func(array, function="array_remove", template="%(function)s(%(expressions)s, NULL)")
    return Unnest(present, output_field=models.TextField())


class Unnest(Func):
    function = "unnest"
    set_returning = True


class Translation(NamedTuple):
    language: str
    title: str
    address: str


class Original(NamedTuple):
    """What a translation is older than."""

    language: str
    address: str
    changed_at: datetime.datetime


class TextQuerySet(models.QuerySet[T]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What has come out in some language: the same for everyone, staff included.

        The rows hold their other languages too, of which nobody is to hear: `in_language` and
        `Text.languages` say which may be shown.
        """
        return self.alias(first=first_published_at()).filter(first__lte=timezone.now())

    def in_language(self, language: str) -> Self:
        """What readers have in this language now."""
        return self.filter(published_in(language))

    def at_address(self, slug: str) -> Self:
        """By the address of a version that readers have: another one is nobody's to guess at."""
        having = (published_in(code) & Q(**{f"slug_{code}": slug}) for code in LANGUAGES)
        return self.filter(Q(*having, _connector=Q.OR))

    def newest_in(self, language: str) -> Self:
        """The same as a list has it: by when it came out in this language."""
        return self.in_language(language).order_by(f"-published_at_{language}", "-pk")

    def missing_in(self, language: str) -> Self:
        """What has not come out in this language, nor has an hour to do so."""
        return self.filter(**{f"published_at_{language}": None})

    def newest_first(self) -> Self:
        """By when they first came out, in whichever language."""
        return self.order_by(first_published_at().desc(), "-pk")

    def for_links(self) -> Self:
        """Titles and addresses in every language, and which of them may be shown; nothing else."""
        columns = [f"{name}_{code}" for name in ("title", "slug") for code in LANGUAGES]
        return self.only(*columns, *MOMENTS)


def must_hold_in(language: str, name: str) -> list[models.BaseConstraint]:
    """Constraints of a text, whose names begin with that of its model."""
    title, body = f"title_{language}", f"body_{language}"
    is_written = written_in(language) & Q(**{f"{title}__isnull": False, f"{body}__isnull": False})
    return [
        models.CheckConstraint(
            condition=~Q(**{f"{title}__gt": ""}) | Q(**{f"slug_{language}__isnull": False}),
            name=f"{name}_title_{language}_has_slug",
            violation_error_message=_("A title needs an address beside it."),
        ),
        models.CheckConstraint(
            condition=Q(**{f"published_at_{language}__isnull": True}) | is_written,
            name=f"{name}_published_{language}_is_written",
            violation_error_message=_("What is published needs a title and a text."),
        ),
        models.CheckConstraint(
            condition=~Q(**{f"source_{language}": language}),
            name=f"{name}_source_of_{language}_is_another",
            violation_error_message=_("A language is no translation of itself."),
        ),
    ]


class Text(models.Model):
    """A text of any kind. A slug is null, not empty, in a language without one: empty ones would not be
    unique.
    """

    page_name: ClassVar[str]  # of the address where readers have it, which takes a slug

    title = models.CharField(_("title"), max_length=300)
    slug = models.SlugField(_("address"), max_length=120, unique=True, null=True)
    summary = models.TextField(_("summary"), blank=True)
    body = models.TextField(_("text"))
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

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """A title that readers have, so that the name of a row tells nobody more than they know."""
        titles = (getattr(self, f"title_{code}") for code in (*self.languages, *by_preference()))
        return next(filter(None, titles), f"#{self.pk}")

    def get_absolute_url(self) -> str:
        """The address in the current language; in a language the text lacks, its other address."""
        slugs = (getattr(self, f"slug_{code}") for code in (*self.languages, *by_preference()))
        return reverse(self.page_name, args=[next(filter(None, slugs))])

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

    def addresses(self) -> dict[str, str]:
        """Where readers have it, by language."""
        return {code: self.address_in(code) for code in self.languages}

    def newer_original(self, language: str) -> Original | None:
        """The original, if it changed since it was translated and readers have it. No query."""
        source, changed_at = (
            getattr(self, f"{name}_{language}") for name in ("source", "source_changed_at")
        )
        if changed_at is None or source not in self.languages:
            return None
        return Original(source, self.address_in(source), changed_at)
