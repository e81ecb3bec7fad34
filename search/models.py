"""What the search knows beside the texts themselves: the words that are in them, and what editors say."""

from __future__ import annotations

import operator
from functools import reduce

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.languages import LANGUAGES, current_language
from search.columns import search_column

LONGEST_WORD = 40  # characters; longer ones are nobody's to type
LONGEST_TERM = 120  # characters of a query that found nothing
TELLING = 3  # different days, after which the words themselves are kept


def _given(field: str) -> Q:
    """Said of null, too: a check that is neither true nor false would pass."""
    return Q(**{f"{field}__gt": "", f"{field}__isnull": False})


def _empty(field: str) -> Q:
    return Q(**{field: ""}) | Q(**{field: None})


class Corpus(models.Model):
    """How much there is to search: one row, written whenever the words were counted."""

    documents = models.PositiveIntegerField()
    length = models.FloatField()  # different words of a document, on average
    counted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"#{self.pk}"


class Lexeme(models.Model):
    """A word's stem, and in how many texts that everyone may read it occurs."""

    lexeme = models.CharField(max_length=LONGEST_WORD, unique=True)
    documents = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.lexeme


class Word(models.Model):
    """A word as it is written in texts that everyone may read, for mending what was mistyped.

    `deletions` are hashes of the word with letters left out: two words have one in common if they are
    near each other.
    """

    word = models.CharField(max_length=LONGEST_WORD, unique=True)
    lexeme = models.CharField(max_length=LONGEST_WORD)
    documents = models.PositiveIntegerField()
    deletions = ArrayField(models.IntegerField(), default=list)

    class Meta:
        indexes = [
            GinIndex(fields=["deletions"], name="word_deletions", fastupdate=False),
            models.Index(fields=["word"], opclasses=["text_pattern_ops"], name="word_beginnings"),
        ]

    def __str__(self) -> str:
        return self.word


class Page(models.Model):
    """The words of a page that stands in no table, read off the page itself."""

    name = models.CharField(max_length=80)  # of its address
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    search = search_column(title="title", body="body")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "language"], name="search_page_once")
        ]
        indexes = [
            GinIndex(fields=["search"], name="search_page_words", fastupdate=False),
            models.Index(fields=["-changed_at", "-id"], name="search_page_newest"),
        ]

    def __str__(self) -> str:
        return self.title


class Spelling(models.Model):
    """Words that are found for each other: spellings of a name, synonyms."""

    words = ArrayField(models.CharField(max_length=LONGEST_WORD), verbose_name=_("words"))
    lexemes = ArrayField(models.TextField(), default=list, editable=False)  # their stems

    class Meta:
        verbose_name = _("spellings and synonyms")
        verbose_name_plural = _("spellings and synonyms")
        ordering = ["words"]
        indexes = [GinIndex(fields=["lexemes"], name="spelling_lexemes", fastupdate=False)]

    def __str__(self) -> str:
        return ", ".join(self.words)


class BestBet(models.Model):
    """What editors put first for a query, in one language or more: there, a title and an address."""

    queries = models.TextField(
        _("queries"),
        help_text=_(
            "One a line, in any language. Word forms and the order of words don’t matter, but all of a"
            " line’s words have to be asked for, and no others."
        ),
    )
    title = models.CharField(_("title"), max_length=140, blank=True)
    text = models.CharField(_("one sentence"), max_length=300, blank=True)
    address = models.CharField(
        _("address"),
        max_length=500,
        blank=True,
        help_text=_("Of a page of this site, as the browser shows it."),
    )
    keys = ArrayField(models.TextField(), default=list, editable=False)  # of queries: lexemes.key
    lexemes = ArrayField(
        models.TextField(), default=list, editable=False
    )  # all of them, to look up
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("best bet")
        verbose_name_plural = _("best bets")
        ordering = ["-changed_at"]
        indexes = [GinIndex(fields=["lexemes"], name="best_bet_lexemes", fastupdate=False)]
        constraints = [
            *(
                models.CheckConstraint(
                    condition=(_given(f"title_{code}") & _given(f"address_{code}"))
                    | (_empty(f"title_{code}") & _empty(f"address_{code}")),
                    name=f"best_bet_{code}_is_whole",
                    violation_error_message=_("A title and an address need each other."),
                )
                for code in LANGUAGES
            ),
            models.CheckConstraint(
                condition=reduce(operator.or_, (_given(f"title_{code}") for code in LANGUAGES)),
                name="best_bet_says_something",
                violation_error_message=_("A title is needed in one language at least."),
            ),
        ]

    def __str__(self) -> str:
        titles = (getattr(self, f"title_{code}") for code in (current_language(), *LANGUAGES))
        return next(filter(None, titles), "")


class Miss(models.Model):
    """Words for which nothing was found. Only a keyed hash, until three different days asked for them."""

    key = models.CharField(max_length=32, unique=True)
    term = models.CharField(_("words"), max_length=LONGEST_TERM, blank=True)
    days = models.PositiveIntegerField(_("days on which somebody asked"), default=1)
    last_day = models.DateField(_("last asked for"))

    class Meta:
        verbose_name = _("search without a result")
        verbose_name_plural = _("searches without a result")
        ordering = ["-days", "-last_day", "term"]
        constraints = [
            models.CheckConstraint(
                condition=Q(term="") | Q(days__gte=TELLING), name="miss_is_silent_at_first"
            )
        ]

    def __str__(self) -> str:
        return self.term or f"#{self.pk}"
