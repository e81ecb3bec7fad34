"""Pictures and PDF files of an older site: found in a folder, and taken into the library.

That knows what it was sent before, so the same file of many posts is one, and the next time the
same again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from blog.importing import tidying
from core.images import BadPicture, reencode
from core.normal import written
from library import discarding, papers, taking
from library.models import FILES, Document, Picture, new_name
from library.papers import BadPaper

LONGEST_ALT = 300
TAG = re.compile(r"<(?:img|a)\b[^<>]*>", re.IGNORECASE)
SOURCES = ("src", "data-src", "data-lazy-src", "data-original")  # the first may only hold a place
SHOWN = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)$", re.IGNORECASE)
PAPER = re.compile(r"\.pdf$", re.IGNORECASE)
RESIZED = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)")  # how WordPress names its smaller copies


class Shown(NamedTuple):
    picture: Picture
    alt: str
    is_new: bool


class Pictures:
    """Those of one item after the other. What is wrong with them is remembered until asked for."""

    def __init__(self, media: Path | None = None, dry_run: bool = False) -> None:
        self.media = media
        self.dry_run = dry_run
        self.shown: list[Shown] = []
        self.papers: list[Document] = []  # new ones
        self.remarks: list[str] = []

    def begin(self) -> None:
        """With the next item."""
        self.shown, self.papers, self.remarks = [], [], []

    @contextmanager
    def kept_if_all_goes_well(self) -> Iterator[None]:
        """A transaction; if it fails, the files that came within go again, as their rows do."""
        shown, papers = len(self.shown), len(self.papers)
        try:
            with transaction.atomic():
                yield
        except BaseException:
            new: list[Picture | Document] = list(self.papers[papers:])
            for row in new + [each.picture for each in self.shown[shown:] if each.is_new]:
                discarding.remove(row.file.storage, discarding.files(row))
            del self.shown[shown:], self.papers[papers:]
            raise

    def take(self, url: str, alt: str = "") -> Picture | None:
        """The library's picture of an address; None, and a remark, where there can't be one."""
        path = find(self.media, url) if self.media else None
        name = tidying.cut(tidying.line(file_name(url)), 100)
        if path is None:
            said = _("its picture %(name)s is not here: --media names the folder")
            self.remark(said % {"name": name})
            return None
        try:
            return self._taken(path, alt)
        except (BadPicture, OSError) as reason:
            said = _("its picture %(name)s cannot be taken. %(reason)s")
            self.remark(said % {"name": name, "reason": reason})
            return None

    def take_paper(self, path: Path) -> Document | None:
        """The library's file of a PDF; None, and a remark, where it can't be one."""
        try:
            with path.open("rb") as file:
                if self.dry_run:
                    return taking.known_document(file) or imagined_paper(file)
                document, is_new = taking.document(file, path.name)
        except (BadPaper, OSError) as reason:
            said = _("its file %(name)s cannot be taken. %(reason)s")
            name = tidying.cut(tidying.line(path.name), 100)
            self.remark(said % {"name": name, "reason": reason})
            return None
        self.papers += [document] if is_new else []
        assert isinstance(document, Document)
        return document

    def remark(self, said: str) -> None:
        if said not in self.remarks:
            self.remarks.append(said)

    def _taken(self, path: Path, alt: str) -> Picture:
        with path.open("rb") as file:
            if self.dry_run:
                return taking.known(file) or imagined(file)
            picture, is_new = taking.picture(file)
        self.shown.append(Shown(picture, tidying.cut(tidying.line(alt), LONGEST_ALT), is_new))
        assert isinstance(picture, Picture)
        return picture

    def describe(self, language: str) -> None:
        """Tell the library what the item says its pictures show."""
        said: dict[int, Shown] = {}
        for each in self.shown:
            if each.alt:
                said.setdefault(each.picture.pk, each)
        for each in said.values():
            taking.describe(each.picture, {language: each.alt})

    def in_body(self, body: str) -> str:
        """HTML whose pictures, and links to pictures and PDF files, lead to what is kept here."""
        return TAG.sub(lambda tag: self._tag(tag[0]), body)

    def _tag(self, tag: str) -> str:
        given = attributes_of(tag)
        if tag[1:2].lower() == "a":
            kept = self._linked(given.get("href", ""))
            return f'<a href="{settings.MEDIA_URL}{kept.file.name}">' if kept else tag
        sources = (given.get(name, "") for name in SOURCES)
        url = next((source for source in sources if file_name(source) and is_web(source)), "")
        alt = given.get("alt", "")
        picture = self.take(url, alt) if url else None
        if not picture:
            return tag
        values = {"src": f"{settings.MEDIA_URL}{picture.file.name}", "alt": alt}
        values |= {"width": str(picture.width), "height": str(picture.height)}
        values |= {"title": given["title"]} if given.get("title") else {}
        return f"<img{written(list(values.items()))}>"

    def _linked(self, address: str) -> Picture | Document | None:
        """Links to what isn't in the folder stay as they are."""
        path = find(self.media, address) if self.media and is_web(address) else None
        if path and SHOWN.search(file_name(address)):
            return self.take(address)
        return self.take_paper(path) if path and PAPER.search(file_name(address)) else None


def imagined(file: IO[bytes]) -> Picture:
    """As the library would take it: no row, and no file. Raises BadPicture."""
    made = reencode(file, largest=taking.LARGEST)
    name = f"{FILES}/{new_name()}.{made.extension}"
    return Picture(file=name, width=made.width, height=made.height)


def imagined_paper(file: IO[bytes]) -> Document:
    """Raises BadPaper."""
    made = papers.cleaned(papers.read(file))
    return Document(file=f"{FILES}/{new_name()}/imagined.pdf", size=len(made.content))


class _Attributes(HTMLParser):
    def __init__(self, tag: str) -> None:
        super().__init__()
        self.given: dict[str, str] = {}
        self.feed(tag)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.given = {name: value or "" for name, value in attrs}


def attributes_of(tag: str) -> dict[str, str]:
    return _Attributes(tag).given


def is_web(url: str) -> bool:
    return ":" not in url.partition("/")[0] or url.lower().startswith(("http:", "https:"))


def file_name(url: str) -> str:
    return path_of(url)[-1] if path_of(url) else ""


def path_of(url: str) -> list[str]:
    try:
        path = unquote(urlsplit(url.strip()).path)
    except ValueError:
        return []
    return [part for part in path.split("/") if part not in ("", ".", "..") and "\0" not in part]


def find(media: Path, url: str) -> Path | None:
    """The file of a picture's address: by the longest end of its path that is in the folder.

    Of a smaller copy that isn't there, the whole picture.
    """
    parts = path_of(url)
    if not parts:
        return None
    whole = RESIZED.sub("", parts[-1])
    for last in dict.fromkeys((parts[-1], whole)):
        for start in range(len(parts)):
            found = media.joinpath(*parts[start:-1], last)
            try:
                if found.is_file() and found.resolve().is_relative_to(media.resolve()):
                    return found
            except (OSError, ValueError):
                continue
    return None
