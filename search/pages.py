"""Pages that stand in no table: what they say is read off themselves, so that it is found too.

An app names its own in `search_sources.py`; a job reads them all now and then.
"""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from core.html import ENDS_A_LINE
from core.languages import LANGUAGES
from search.models import Page
from search.sources import Kind

KIND = Kind("pages", gettext_lazy("Pages"), one=gettext_lazy("Page"))  # those of tables, too
# What is there to be filled in, pressed or followed is no text of the page; nor is when it was checked.
LEFT_OUT = set("form nav button select textarea time script style template svg".split())
LONGEST_TITLE = 300
BACK = "←"  # begins a line that only leads to the page one came from
NUMBERS = re.compile(r"[\d\s.,%]+")

_names: list[str] = []  # of addresses, each once


def register_page(name: str) -> None:
    """By the name of its address, which takes no arguments and is in a language."""
    if name not in _names:
        _names.append(name)


def registered_pages() -> tuple[str, ...]:
    return tuple(_names)


class Read(NamedTuple):
    title: str
    body: str


def read_pages() -> int:
    """Read all of them in each language, as strangers get them; how many rows are other than before.

    One that breaks is left as it was; one that isn't there, or says it is elsewhere, is found no more.
    """
    before = {(page.name, page.language): page for page in Page.objects.all()}
    changed = 0
    handler = BaseHandler()
    handler.load_middleware()
    for name in registered_pages():
        for language in LANGUAGES:
            page = before.pop((name, language), None)
            response = answer(handler, name, language)
            if response.status_code == 200 and isinstance(response, HttpResponse):
                changed += write(page or Page(name=name, language=language), read(response))
            elif page and response.status_code < 500:
                before[name, language] = page
    gone = Page.objects.filter(pk__in=[page.pk for page in before.values()])
    return changed + gone.delete()[0]


def answer(handler: BaseHandler, name: str, language: str) -> HttpResponseBase:
    """Through every middleware, without a socket."""
    with override(language):
        environment = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": reverse(name).encode().decode("latin-1"),
            "SERVER_NAME": urlsplit(settings.SITE_URL).hostname or "localhost",
            "SERVER_PORT": "443",
            "HTTP_X_FORWARDED_PROTO": "https",
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(),
        }
        return handler.get_response(WSGIRequest(environment))


def write(page: Page, now: Read) -> bool:
    """Whether it says something else than before; numbers alone, that grow daily, make it no newer."""
    before = Read(page.title, page.body)
    if before == now:
        return False
    if wording(before) != wording(now):
        page.changed_at = timezone.now()
    page.title, page.body = now
    page.save()
    return True


def wording(said: Read) -> tuple[str, ...]:
    return tuple(NUMBERS.sub(" ", text) for text in said)


def read(response: HttpResponse) -> Read:
    reader = Reader()
    reader.feed(response.content.decode())
    lines = (" ".join(line.split()) for line in "".join(reader.body).split("\n"))
    title = " ".join("".join(reader.title).split())[:LONGEST_TITLE]
    return Read(title, "\n".join(line for line in lines if line and not line.startswith(BACK)))


class Reader(HTMLParser):
    """The heading and the words of a page's main part."""

    def __init__(self) -> None:
        super().__init__()
        self.title: list[str] = []
        self.body: list[str] = []
        self.open: list[str] = []  # those of the elements we're in that decide where words go

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"main", "h1"} | LEFT_OUT:
            self.open.append(tag)
        self.break_line(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]
        self.break_line(tag)

    def break_line(self, tag: str) -> None:
        if tag in ENDS_A_LINE:
            self.body.append("\n")

    def handle_data(self, data: str) -> None:
        if "main" not in self.open or LEFT_OUT.intersection(self.open):
            return
        (self.title if "h1" in self.open else self.body).append(data.replace("\n", " "))
