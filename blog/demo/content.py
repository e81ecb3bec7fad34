"""The hand-written demo posts, their topics and authors, as typed values."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from blog.demo.filler import LATEST, GeneratedPost, generate

__all__ = [
    "LATEST",
    "DemoAuthor",
    "DemoPost",
    "DemoTopic",
    "GeneratedPost",
    "Version",
    "authors",
    "generate",
    "load",
    "topics",
]  # fmt: skip

HERE = Path(__file__).parent
POSTS = HERE / "posts"
HEADERS = frozenset(
    {"Title", "Slug", "Summary", "Topics", "Author", "Published", "Cover", "Cover-alt"}
)


@dataclass(frozen=True, slots=True)
class DemoTopic:
    key: str
    title_ru: str
    title_en: str
    slug_ru: str
    slug_en: str


@dataclass(frozen=True, slots=True)
class DemoAuthor:
    key: str
    name_ru: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Version:
    """A post in one language; the body is an HTML fragment."""

    title: str
    slug: str
    summary: str
    cover_alt: str
    body: str


@dataclass(frozen=True, slots=True)
class DemoPost:
    """A post in Russian, English or both; `cover` is a name of `blog.demo.pictures`."""

    key: str
    ru: Version | None
    en: Version | None
    topics: tuple[str, ...]
    author: str
    published_at: datetime
    cover: str

    @property
    def versions(self) -> dict[str, Version]:
        """The versions that exist, by language code."""
        return {code: it for code, it in (("ru", self.ru), ("en", self.en)) if it}


def load() -> tuple[DemoPost, ...]:
    """Every post, oldest first. ValueError names the file that is not as it should be."""
    keys = sorted({path.name.split(".")[0] for path in POSTS.glob("*.html")})
    return tuple(sorted((_post(key) for key in keys), key=lambda post: post.published_at))


def topics() -> tuple[DemoTopic, ...]:
    return tuple(DemoTopic(**row) for row in _taxonomy()["topics"])


def authors() -> tuple[DemoAuthor, ...]:
    return tuple(DemoAuthor(**row) for row in _taxonomy()["authors"])


def _taxonomy() -> dict[str, list[dict[str, str]]]:
    with (HERE / "taxonomy.toml").open("rb") as file:
        return tomllib.load(file)


def _post(key: str) -> DemoPost:
    """One post from its one or two files, which must agree on all but the words."""
    paths = {code: POSTS / f"{key}.{code}.html" for code in ("ru", "en")}
    parsed = {code: _parsed(path) for code, path in paths.items() if path.exists()}
    shared = {tuple(_shared(headers)) for headers, _body in parsed.values()}
    if len(shared) != 1:
        raise ValueError(f"{key}: the two languages differ in topics, author, date or cover")
    about, author, published, cover = shared.pop()
    return DemoPost(
        key=key,
        ru=_version(*parsed["ru"]) if "ru" in parsed else None,
        en=_version(*parsed["en"]) if "en" in parsed else None,
        topics=tuple(about.split(", ")),
        author=author,
        published_at=datetime.fromisoformat(published),
        cover=cover.removesuffix(".png"),
    )


def _parsed(path: Path) -> tuple[dict[str, str], str]:
    """Header lines by name, and the body after the first blank line."""
    head, _blank, body = path.read_text(encoding="utf-8").partition("\n\n")
    headers = {}
    for line in head.splitlines():
        name, _colon, value = line.partition(": ")
        headers[name] = value
    if headers.keys() != HEADERS or not all(headers.values()) or not body.strip():
        raise ValueError(f"{path.name}: a header is missing, empty or unknown, or there is no text")
    return headers, body.strip()


def _shared(headers: dict[str, str]) -> Iterator[str]:
    return (headers[name] for name in ("Topics", "Author", "Published", "Cover"))


def _version(headers: dict[str, str], body: str) -> Version:
    return Version(
        title=headers["Title"],
        slug=headers["Slug"],
        summary=headers["Summary"],
        cover_alt=headers["Cover-alt"],
        body=body,
    )
