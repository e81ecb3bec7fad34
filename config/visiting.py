"""Asking the site as a reader would, and reading what its pages would have the browser do."""

import gzip
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode

import brotli
from django.contrib.auth.models import AnonymousUser
from django.db.models import Sum
from django.db.models.functions import Length
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import override

from blog.models import Post
from core.asking import ask
from core.languages import LANGUAGES
from forum.models import Topic
from pages.models import Page as WrittenPage

LENGTHS = {"ru": 12_000, "en": 20_000}  # characters of a post that is to fit
ORDINARY = 8_400  # characters of a topic's page: twenty replies of 420
NOWHERE = "ыъыъы"  # a word that no text has
LOADING = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "manifest",
    "preconnect",
    "dns-prefetch",
}


UNPACKING: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}


class Unconfirmed(Exception):
    """The check did not see what is promised; says what it saw instead, without anybody's data."""


def confirm(holds: object, otherwise: str) -> None:
    if not holds:
        raise Unconfirmed(otherwise)


class Watch:
    """Wrapped around statements: the verbs of those that write."""

    def __init__(self) -> None:
        self.writing: set[str] = set()

    def __call__(self, execute: Callable[..., object], sql: str, *rest: object) -> object:
        verb = str(sql).split(maxsplit=1)[0].upper()
        if verb in ("INSERT", "UPDATE", "DELETE", "COPY", "MERGE"):
            self.writing.add(verb)
        return execute(sql, *rest)


def newest(language: str) -> Post | None:
    """The newest post of a length the promise is for."""
    posts = Post.objects.visible_to(AnonymousUser()).newest_in(language)[:20]
    fitting = (
        it for it in posts if len(strip_tags(getattr(it, f"body_{language}"))) <= LENGTHS[language]
    )
    return next(fitting, None)


def newest_topic() -> Topic | None:
    """The newest of a length the promise is for: a page of ordinary posts."""
    topics = Topic.objects.visible_to(AnonymousUser()).latest_first().select_related("section")
    lengths = topics.filter(reply_count__lte=20).annotate(length=Sum(Length("posts__text")))
    return lengths.filter(length__lte=ORDINARY).first()


def paths() -> Iterator[str]:
    """The pages that are looked at: one of each kind, in each language."""
    for language in LANGUAGES:
        with override(language):
            yield from map(reverse, ("home", "blog:index", "forum:index", "protection", "search"))
            if post := newest(language):
                yield post.get_absolute_url()
                yield f"{reverse('search')}?{urlencode({'q': post.title})}"
            yield f"{reverse('search')}?{urlencode({'q': NOWHERE})}"
            if page := WrittenPage.objects.visible_to(AnonymousUser()).newest_in(language).first():
                yield page.get_absolute_url()
            if topic := newest_topic():
                yield topic.get_absolute_url()


def pages() -> Iterator[tuple[str, HttpResponse]]:
    for path in paths():
        response = ask(path)
        confirm(
            isinstance(response, HttpResponse) and response.status_code == 200,
            f"{path}: {response.status_code}",
        )
        assert isinstance(response, HttpResponse)
        yield path, response


class Page(HTMLParser):
    """What of a page's HTML would ask another host, or need a script."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.sheets: list[str] = []
        self.inline: list[str] = []
        self.dead: list[str] = []  # buttons that do nothing without a script
        self.forms = 0
        unpack = UNPACKING.get(response.get("Content-Encoding", ""), bytes)
        self.text = unpack(response.content).decode()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        relations = set(given.get("rel", "").split())
        self.loaded += [
            given[name] for name in ("src", "poster", "data", "action") if given.get(name)
        ]
        self.loaded += [
            part.split()[0] for part in given.get("srcset", "").split(",") if part.strip()
        ]
        if tag == "link" and relations & LOADING:
            self.loaded.append(given["href"])
        if tag == "link" and "stylesheet" in relations:
            self.sheets.append(given["href"])
        is_program = tag == "script" and "src" not in given and "json" not in given.get("type", "")
        if is_program or tag == "style" or "style" in given:
            self.inline.append(tag)
        self.inline += [
            name
            for name, value in given.items()
            if name.startswith("on") or value.startswith("javascript:")
        ]
        self.forms += tag == "form"
        if tag == "button" and not (self.forms or "hidden" in given or "form" in given):
            self.dead.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.forms -= tag == "form"


def policy(response: HttpResponse) -> dict[str, list[str]]:
    lines = [line.split() for line in response.get("Content-Security-Policy", "").split(";")]
    return {line[0]: line[1:] for line in lines if line}
