"""WordPress WXR: posts with their status, author, categories, tags and featured picture."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from html import escape
from pathlib import Path

from django.utils.translation import gettext as _

from blog.importing import markup
from blog.importing.items import Entry, Item, LeftOut, Picture, Unreadable
from blog.importing.reading import Export
from blog.importing.rss import moment

PUBLISHED = {"publish", "future"}  # the second with a date to come, which hides it as here
UNPUBLISHED = {"draft", "pending", "private"}
NO_TOPIC = {"uncategorized", "Uncategorized", "Без рубрики"}
GALLERY = re.compile(r"\[gallery\b[^\[\]<>]{0,1000}\]")
IDS = re.compile(r"""\bids=["']?([\d, ]{1,900})""")
LANGUAGE = "language"  # the category domain in which Polylang says the language


def is_post(entry: Entry) -> bool:
    return entry["wp:post_type"] == "post"


def read(entry: Entry, authors: Mapping[str, str], pictures: Mapping[str, Picture]) -> Item:
    """A post from its entry. Raises LeftOut for a status that isn't a post's."""
    status = entry["wp:status"] or "publish"
    if status not in PUBLISHED | UNPUBLISHED:
        raise LeftOut(_("its status is “%(status)s”") % {"status": status[:40]})
    is_draft = status in UNPUBLISHED or bool(entry["wp:post_password"])
    login = entry["dc:creator"]
    return Item(
        title=entry["title"],
        body=markup.paragraphs(
            markup.without_shortcodes(
                with_galleries(markup.without_comments(entry["content"]), entry, pictures)
            )
        ),
        excerpt=entry["excerpt"] or entry["description"],
        link=entry["link"],
        guid=entry["guid"],
        author=authors.get(login) or login,
        topics=topics(entry),
        published_at=None if is_draft else published_at(entry),
        is_draft=is_draft,
        language_hint=next(
            (name for domain, name, _text in entry.categories if domain == LANGUAGE), ""
        ),
        picture=pictures.get(entry.meta.get("_thumbnail_id", "").strip()),
    )


def with_galleries(text: str, entry: Entry, pictures: Mapping[str, Picture]) -> str:
    """Pictures in place of the mark of a gallery: those it names, else all that were added to the post."""

    def shown(mark: re.Match[str]) -> str:
        named = IDS.search(mark[0])
        ids = named[1].replace(" ", "").split(",") if named else []
        chosen = [pictures[pk] for pk in ids if pk in pictures]
        if not named:
            chosen = [each for each in pictures.values() if each.parent == entry["wp:post_id"]]
        return "".join(
            f'\n\n<img src="{escape(each.url)}" alt="{escape(each.alt)}">\n\n' for each in chosen
        )

    return GALLERY.sub(shown, text)


def published_at(entry: Entry) -> datetime | None:
    return (
        moment(entry["wp:post_date_gmt"])
        or moment(entry["pubDate"])
        or moment(entry["wp:post_date"])
    )


def topics(entry: Entry) -> tuple[str, ...]:
    """Categories and tags alike; other taxonomies (formats, languages) say nothing of the subject."""
    return tuple(
        text
        for domain, nicename, text in entry.categories
        if domain in ("category", "post_tag") and not {nicename, text.strip()} & NO_TOPIC
    )


def pictures(path: Path) -> dict[str, Picture]:
    """Attachments by id: a pass of its own, for they stand after the posts that show them."""
    found: dict[str, Picture] = {}
    try:
        for entry in Export(path).entries():
            if entry["wp:attachment_url"]:
                picture = Picture(
                    entry["wp:attachment_url"],
                    entry.meta.get("_wp_attachment_image_alt", ""),
                    entry["wp:post_parent"],
                )
                found[entry["wp:post_id"]] = picture
    except Unreadable:
        pass  # the pass that follows meets it too, and says so
    return found
