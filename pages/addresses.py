"""Addresses where the site answers itself: which pages can't have, or share with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from core.languages import LANGUAGES

SHARED = ("protection", "mirrors", "exit-help")  # there the words of a page end what the site says


def is_reserved(slug: str) -> bool:
    """Whether another address of the site begins so, below a language or without one."""
    if slug in SHARED:
        return False
    return slug in LANGUAGES or slug in first_words(get_resolver().url_patterns)


def first_words(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    """What stands before the first slash, as far as it is always the same."""
    for each in patterns:
        is_language = isinstance(each.pattern, LocalePrefixPattern)
        word, slash, rest = str(each.pattern).partition("/")
        if isinstance(each, URLResolver) and (is_language or not slash):
            yield from first_words(each.url_patterns)
        elif word in LANGUAGES:
            yield rest.partition("/")[0]
        else:
            yield word
