"""Links of a text that lead to pages of this site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from core import html
from editing.checking import links
from editing.kinds import Values

FOLLOWED = 30  # links of a text: to follow one takes a query, or the site some 50 ms
ELSEWHERE = re.compile(
    r"(?!https?:)[a-z][a-z0-9+.-]*:|#", re.IGNORECASE
)  # letters, phones, this page


def own_links(values: Values, language: str) -> Iterator[str]:
    """In their order, each once; those after the first thirty are left out."""
    body = html.clean(str(values.get(f"body_{language}") or ""))
    yield from islice(filter(is_ours, links(body)), FOLLOWED)


def is_ours(address: str) -> bool:
    """Of this site, by its host or by none. What is no address at all is nobody else's."""
    if ELSEWHERE.match(address):
        return False
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return True
    return not host or validate_host(host, settings.ALLOWED_HOSTS)
