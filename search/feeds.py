"""A search as an Atom feed: tells of what is new that has the words."""

from __future__ import annotations

import datetime
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from core.languages import current_language, site_name
from search.addresses import address
from search.results import Piece, Result, Results

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
EMPTY = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


class ResultsAtom(Atom1Feed):
    """Entries say in which language they are; a feed without any is the same whenever it is asked for."""

    def latest_post_date(self) -> datetime.datetime:
        return super().latest_post_date() if self.items else EMPTY

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        return {"xml:lang": item["language"]} if item["language"] else {}


def atom(found: Results, request: HttpRequest) -> ResultsAtom:
    feed = ResultsAtom(
        title=title(written(found.wish.query.text)),
        link=request.build_absolute_uri(address(found.wish)),
        feed_url=request.build_absolute_uri(address(found.wish, "search-feed")),
        description="",
        language=current_language(),
        author_name=site_name(),
    )
    for result in found.results:
        date = result.hit.date or EMPTY
        feed.add_item(
            title=written(result.hit.title),
            link=request.build_absolute_uri(result.hit.address),
            description=escape(written(plain(result.snippet))),  # readers take it for HTML
            unique_id=permanent_id(result),
            pubdate=date,
            updateddate=date,
            author_name=written(result.hit.author) or None,
            language=result.found.language,
        )
    return feed


def title(words: str) -> str:
    site = site_name()
    if not words:
        return _("%(site)s: everything new") % {"site": site}
    return _("%(site)s says “%(words)s”") % {"site": site, "words": words}


def written(text: str) -> str:
    """What XML has no way to write is left out."""
    return NOT_XML.sub("", text)


def plain(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def permanent_id(result: Result) -> str:
    """The same on every mirror and under any title: RFC 4151."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},2026:search/{result.kind}/{result.found.pk}"
