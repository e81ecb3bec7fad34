"""Pictures of an older site: found in a folder, written anew without a trace of the camera, kept once.

What is kept is named after what was found, so the same picture of many posts is one file, and the next
time the same again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image

from blog.importing import tidying
from core.images import BadPicture, reencode
from core.tidy import written

ENDINGS = ("webp", "png", "jpg")  # of what `reencode` makes
TAG = re.compile(r"<(?:img|a)\b[^<>]*>", re.IGNORECASE)
SOURCES = ("src", "data-src", "data-lazy-src", "data-original")  # the first may only hold a place
SHOWN = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)$", re.IGNORECASE)
RESIZED = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)")  # how WordPress names its smaller copies


class Kept(NamedTuple):
    name: str  # in the storage
    width: int
    height: int


class Pictures:
    """Those of one run. What is wrong with them is remembered until asked for."""

    def __init__(self, media: Path | None = None, dry_run: bool = False) -> None:
        self.media = media
        self.dry_run = dry_run
        self.fresh: list[str] = []
        self.remarks: list[str] = []

    @contextmanager
    def kept_if_all_goes_well(self) -> Iterator[None]:
        """Files that came within the block go again if it fails."""
        self.fresh, self.remarks = [], []
        try:
            yield
        except BaseException:
            for name in self.fresh:
                default_storage.delete(name)
            raise

    def take(self, url: str) -> Kept | None:
        """The picture of an address, in the storage from now on; None, and a remark, where it can't be."""
        path = find(self.media, url) if self.media else None
        name = tidying.cut(tidying.line(file_name(url)), 100)
        if path is None:
            said = _("its picture %(name)s is not here: --media names the folder")
            self.remark(said % {"name": name})
            return None
        try:
            return self._kept(path)
        except (BadPicture, OSError) as reason:
            said = _("its picture %(name)s cannot be taken. %(reason)s")
            self.remark(said % {"name": name, "reason": reason})
            return None

    def remark(self, said: str) -> None:
        if said not in self.remarks:
            self.remarks.append(said)

    def _kept(self, path: Path) -> Kept:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:32]
            stem = f"blog/{digest[:2]}/{digest}"
            for ending in ENDINGS:
                if default_storage.exists(f"{stem}.{ending}"):
                    return kept_before(f"{stem}.{ending}")
            picture = reencode(file)
        name = f"{stem}.{picture.extension}"
        if not self.dry_run:
            self.fresh.append(name)
            default_storage.save(name, ContentFile(picture.content))
        return Kept(name, picture.width, picture.height)

    def in_body(self, body: str) -> str:
        """HTML whose pictures, and links to pictures, lead to what is kept here."""
        return TAG.sub(lambda tag: self._tag(tag[0]), body)

    def _tag(self, tag: str) -> str:
        given = attributes_of(tag)
        if tag[1:2].lower() == "a":
            address = given.get("href", "")
            kept = self.take(address) if self.media and is_picture(self.media, address) else None
            return f'<a href="{settings.MEDIA_URL}{kept.name}">' if kept else tag
        sources = (given.get(name, "") for name in SOURCES)
        url = next((source for source in sources if file_name(source) and is_web(source)), "")
        kept = self.take(url) if url else None
        if not kept:
            return tag
        values = {"src": f"{settings.MEDIA_URL}{kept.name}", "alt": given.get("alt", "")}
        values |= {"width": str(kept.width), "height": str(kept.height)}
        values |= {"title": given["title"]} if given.get("title") else {}
        return f"<img{written(list(values.items()))}>"


def kept_before(name: str) -> Kept:
    with default_storage.open(name) as file, Image.open(BytesIO(file.read())) as image:
        return Kept(name, image.width, image.height)


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


def is_picture(media: Path, url: str) -> bool:
    return bool(is_web(url) and SHOWN.search(file_name(url)) and find(media, url))


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
