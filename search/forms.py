"""Forms in which editors tell the search what it can't know; they clean what is typed or pasted."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http.request import validate_host
from django.urls import Resolver404, resolve
from django.utils.translation import get_language, get_language_from_path, gettext_lazy, override
from django.utils.translation import gettext as _

from core.languages import LANGUAGES
from search import bets, lexemes, spellings
from search.folding import clean, fold
from search.models import LONGEST_TERM, LONGEST_WORD, BestBet, Spelling

MOST_WORDS = 20  # of a row of spellings
MOST_QUERIES = 40

_WORD = re.compile(r"[^\W\d_][^\W_]*(?:-[^\W_]+)*")


class SpellingForm(forms.ModelForm[Spelling]):
    words = forms.CharField(
        label=gettext_lazy("Words"),
        widget=forms.Textarea(attrs={"rows": 8, "cols": 40}),
        help_text=gettext_lazy(
            "One a line, or with commas between them: spellings of a name, synonyms. Whoever searches"
            " for one of them finds the others too, in all their forms. Single words only, with a"
            " hyphen if need be: of a name write the surname."
        ),
    )

    class Meta:
        model = Spelling
        fields = ("words",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["words"] = "\n".join(self.instance.words)

    def clean_words(self) -> list[str]:
        typed = (word.strip() for word in re.split(r"[,;\n]", clean(self.cleaned_data["words"])))
        words = [word for word in typed if word]
        _check_each(words)
        if not 2 <= len(words) <= MOST_WORDS:
            raise ValidationError(
                _("From two to %(most)d words: each finds the others.") % {"most": MOST_WORDS}
            )
        if len(spellings.stems_of(words)) < 2:
            raise ValidationError(
                _(
                    "These are forms of one word for the search: it finds them for each other already."
                )
            )
        return words


def _check_each(words: list[str]) -> None:
    """All faults at once: the list is typed in one field. Raises ValidationError."""
    faults: dict[str, str] = {}
    folded: set[str] = set()
    for word, stem in zip(words, lexemes.of_words(words), strict=True):
        if not _WORD.fullmatch(fold(word)):
            faults[word] = _("“%(word)s” is not a single word.")
        elif len(word) > LONGEST_WORD:
            faults[word] = _("“%(word)s” is too long.")
        elif fold(word) in folded:
            faults[word] = _("“%(word)s” is there already: capitals and ё make no difference.")
        elif not stem:
            faults[word] = _("“%(word)s” is in nearly every text: the search leaves it out.")
        folded.add(fold(word))
    if faults:
        raise ValidationError([said % {"word": word} for word, said in faults.items()])


def fields_in(language: str) -> tuple[str, ...]:
    return tuple(f"{field}_{language}" for field in bets.TRANSLATED)


class BestBetForm(forms.ModelForm[BestBet]):
    """In one language or more."""

    class Meta:
        model = BestBet
        fields = ("queries", *(field for code in LANGUAGES for field in fields_in(code)))

    def clean_queries(self) -> str:
        lines = bets.lines(clean(self.cleaned_data["queries"]))
        keys = bets.keys("\n".join(lines))
        if len(lines) > MOST_QUERIES:
            said = _("At most %(most)d queries: make another best bet for the rest.")
            raise ValidationError(said % {"most": MOST_QUERIES})
        faults = {
            line: _("“%(line)s” is too long for a query.")
            if len(line) > LONGEST_TERM
            else _("“%(line)s” has no word that the search looks for.")
            for line, key in zip(lines, keys, strict=True)
            if not key or len(line) > LONGEST_TERM
        }
        if faults:
            raise ValidationError([said % {"line": line} for line, said in faults.items()])
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in (f"address_{code}" for code in LANGUAGES):
            if data.get(name):
                try:
                    data[name] = own_path(data[name])
                except ValidationError as error:
                    self.add_error(name, error)
        return data


def own_path(address: str) -> str:
    """An address of this site without its host. Raises ValidationError."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:  # brackets, as of an IPv6 address that isn't one
        raise ValidationError(_("This is no address.")) from None
    is_ours = not host or validate_host(host, settings.ALLOWED_HOSTS)
    if parts.scheme not in ("", "http", "https") or not is_ours:
        raise ValidationError(_("This leads to another site: a best bet is a page of ours."))
    path = unquote(parts.path)
    try:
        with override(get_language_from_path(path) or get_language()):
            resolve(path)
    except Resolver404:
        said = _("There is no such page. An address of ours looks like this: %(example)s")
        raise ValidationError(said % {"example": "/ru/donate/manage/"}) from None
    return urlunsplit(("", "", parts.path, parts.query, parts.fragment))
