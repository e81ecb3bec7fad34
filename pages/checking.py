"""What a page can lack before it comes out, beside what any text can: see editing.checking."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from core.asking import ask
from editing.checking import Problem, shortened
from editing.kinds import Values
from editing.linking import own_links

THERE = {200, 301, 302}


def broken_links(values: Values, language: str) -> Iterator[Problem]:
    """Links to pages of this site that readers wouldn't get: the site itself is asked."""
    for address in own_links(values, language):
        if not is_there(address, values, language):
            said = _("A link leads to no page of this site.")
            yield Problem(said, f"body_{language}", shortened(address))


def is_there(address: str, values: Values, language: str) -> bool:
    """A page may lead to itself, which is to come out."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    path = unquote(parts.path) or "/"
    if path.strip("/") == f"{language}/{values.get(f'slug_{language}')}":
        return True
    return path.startswith("/") and ask(f"{path}?{parts.query}").status_code in THERE
