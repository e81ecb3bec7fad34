"""The blog's part of an export, taken back: what `blog.exporting` wrote, into an empty blog."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from blog.models import Author, Post, Redirect, Topic
from core.incoming import Files, Line, batches, checked, create
from editing import carrying
from library.models import Picture


class Incoming:
    models = (Author, Topic, Post, Redirect)

    def __init__(self, files: Files) -> None:
        self.files = files
        self.authors: set[int] = set()
        self.topics: set[int] = set()
        self.posts: set[int] = set()
        self.covers: dict[str, int] = {}  # pictures, by the names of their files

    def takes(self) -> dict[str, Callable[[Iterator[Line]], object]]:
        return {
            "blog_authors": self.take_authors,
            "blog_topics": self.take_topics,
            "blog_posts": self.take_posts,
            "blog_redirects": self.take_redirects,
        }

    def take_authors(self, lines: Iterator[Line]) -> None:
        for batch in batches(lines):
            create([(line, author_of(line)) for line in batch])
            self.authors.update(line.whole("id") for line in batch)

    def take_topics(self, lines: Iterator[Line]) -> None:
        for batch in batches(lines):
            create([(line, topic_of(line)) for line in batch])
            self.topics.update(line.whole("id") for line in batch)

    def take_posts(self, lines: Iterator[Line]) -> None:
        for batch in batches(lines):
            self.learn_covers(batch)
            posts = [(line, self.post_of(line)) for line in batch]
            carrying.keep(posts)
            Post.topics.through._default_manager.bulk_create(
                [link for line in batch for link in self.links_of(line)]
            )
            self.posts.update(post.pk for _line, post in posts)

    def post_of(self, line: Line) -> Post:
        post = Post(
            id=line.whole("id"),
            **carrying.taken(line, self.files),
            cover_id=self.cover_of(line),
            author_id=line.one_of_or_none("author", self.authors),
        )
        return checked(line, post)

    def learn_covers(self, batch: list[Line]) -> None:
        """The library came before: its pictures go by their files."""
        names = {name for line in batch if (name := line.text_or_none("cover"))}
        rows = Picture.objects.filter(file__in=names).values_list("file", "pk")
        self.covers = dict(rows)

    def cover_of(self, line: Line) -> int | None:
        """None too where the file of a picture is missing. Raises Broken where there is no picture."""
        name = line.text_or_none("cover")
        if name is None or name in self.files.missing:
            return None
        if name not in self.covers:
            raise line.wrong("cover")
        return self.covers[name]

    def links_of(self, line: Line) -> list[Any]:
        about = [Line(line.file, line.number, {"topics": pk}) for pk in line.items("topics")]
        return [
            Post.topics.through(
                post_id=line.whole("id"), topic_id=each.one_of("topics", self.topics)
            )
            for each in about
        ]

    def take_redirects(self, lines: Iterator[Line]) -> None:
        for batch in batches(lines):
            create([(line, self.redirect_of(line)) for line in batch])

    def redirect_of(self, line: Line) -> Redirect:
        row = Redirect(
            path=line.text("path"),
            post_id=line.one_of_or_none("post", self.posts),
            language=line.text_or_none("language") or "",
            target=line.text_or_none("target") or "",
        )
        return checked(line, row)

    def finish(self) -> None:
        """Nothing is left."""


def author_of(line: Line) -> Author:
    return checked(line, Author(id=line.whole("id"), **line.translated("name")))


def topic_of(line: Line) -> Topic:
    return checked(line, Topic(id=line.whole("id"), **line.translated("title", "slug")))
