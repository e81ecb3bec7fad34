"""Writing one arrival: post, topics, author and old address in one transaction, or nothing.

A post is the same one next time by its old address. What comes again is compared field by field:
equal is unchanged; different replaces what the import wrote before. A post somebody changed here
since it came in is left alone, and the report says so. That is told by its two moments: an import
sets `created_at` and `updated_at` to one instant, also when it brings a newer text; any save
by a person moves `updated_at` on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from blog import redirecting
from blog.importing.items import Arrival, LeftOut
from blog.importing.labels import Labels
from blog.importing.links import Links
from blog.importing.pictures import Pictures
from blog.models import RESERVED_SLUG, Post, Redirect
from core import slugs
from core.languages import LANGUAGES
from library import usage
from library.models import Picture

LOCK = 7_305_120_641  # any number: importers at once take turns, an item each
EDITED = timedelta(seconds=1)  # further apart than one import's own two moments ever are
TRIES = 3  # an editor saving at the same moment can take a slug from us
PICTURE = '<img src="/media/'


class Outcome(Enum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


class Writer:
    """Writes arrivals, remembering across files what this run has written already."""

    def __init__(self, media: Path | None = None, dry_run: bool = False) -> None:
        self.dry_run = dry_run
        self.pictures = Pictures(media, dry_run)
        self.links = Links()
        self.labels = Labels()
        self.written: set[str] = set()  # paths; about 200 bytes a post
        self.seen: set[str] = set()  # those of posts that were left alone, too
        self.taken_slugs: set[str] = set()

    def write(self, arrival: Arrival) -> tuple[Outcome, list[str]]:
        """What became of it, and remarks. Raises LeftOut. About 10 queries; 1 or 2 when unchanged."""
        self.seen.add(arrival.path)
        for _attempt in range(TRIES):
            try:
                with self.pictures.kept_if_all_goes_well():
                    result = self._write(arrival)
                    transaction.set_rollback(self.dry_run)
            except IntegrityError:
                self.labels.forget()
                continue
            except BaseException:
                self.labels.forget()
                raise
            if self.dry_run:
                self.labels.forget()
            self.written.add(arrival.path)
            return result
        raise LeftOut(_("somebody else is writing the same: try again"))

    def _write(self, arrival: Arrival) -> tuple[Outcome, list[str]]:
        old = next(iter(Redirect.objects.filter(path=arrival.path)), None)
        arrival = replace(arrival, body=self.links.mended(arrival.body))
        try:
            return self._renew(old, arrival) if old else self._create(arrival)
        except DataError as error:
            raise LeftOut(
                _("the database refuses it (%(reason)s)") % {"reason": str(error).splitlines()[0]}
            ) from None

    def _create(self, arrival: Arrival) -> tuple[Outcome, list[str]]:
        if arrival.path in self.written:  # only in a dry run: else it would have been found
            raise LeftOut(_("another item of the same address came before it"))
        post = Post(
            **self._values(arrival), author_id=self.labels.author(arrival.author, arrival.language)
        )
        setattr(post, f"slug_{arrival.language}", self._free_slug(arrival))
        cover, remarks = self._cover(post, arrival)
        with override(arrival.language):
            post.created_at = timezone.now()
            self._set_cover(post, cover)
            post.save(force_insert=True)  # modeltranslation copies the language in force
            post.topics.add(*self._topics(arrival))
            Redirect.objects.create(path=arrival.path, language=arrival.language, post=post)
        self._tell_library(post, arrival)
        return Outcome.NEW, remarks

    def _renew(self, old: Redirect, arrival: Arrival) -> tuple[Outcome, list[str]]:
        if old.post_id is None:
            raise LeftOut(_("its old address leads elsewhere by now"))
        post = Post.objects.select_for_update().get(pk=old.post_id)
        changed = {
            name: value
            for name, value in self._values_over(post, old, arrival).items()
            if getattr(post, name) != value and not self._loses_pictures(post, name, arrival)
        }
        topics = self._topics(arrival)
        has_other_topics = topics != set(post.topics.values_list("pk", flat=True))
        cover, remarks = self._cover(post, arrival)
        if not (changed or has_other_topics or cover):
            return Outcome.UNCHANGED, remarks
        if arrival.path in self.written:
            raise LeftOut(_("another item of the same address came before it"))
        if is_edited(post):
            raise LeftOut(_("it was edited here since it came in: left as it is"))
        for name, value in changed.items():
            setattr(post, name, value)
        pictured = self._set_cover(post, cover)
        post.created_at = timezone.now()
        post.save(update_fields={*changed, *pictured, "created_at", "updated_at"})
        post.topics.set(topics)
        Redirect.objects.filter(pk=old.pk).update(language=arrival.language)
        self._tell_library(post, arrival)
        return Outcome.CHANGED, remarks

    def _loses_pictures(self, post: Post, name: str, arrival: Arrival) -> bool:
        """Whether the text would come without pictures it has here, only as they aren't in the folder."""
        if not arrival.lacks_pictures or name not in (
            f"body_{arrival.language}",
            f"summary_{arrival.language}",
        ):
            return False
        here = getattr(post, f"body_{arrival.language}") or ""
        return arrival.body.count(PICTURE) < here.count(PICTURE)

    def _values_over(self, post: Post, old: Redirect, arrival: Arrival) -> dict[str, Any]:
        """What the post shall hold; emptied in the language it was taken for before, if another."""
        author = self.labels.author(arrival.author, arrival.language)
        values = {**self._values(arrival), "author_id": author}
        if old.language == arrival.language:
            return values
        for field in ("title", "slug", "summary", "body", "published_at"):
            values[f"{field}_{old.language}"] = None
        slug = f"slug_{arrival.language}"
        return {**values, slug: getattr(post, slug) or getattr(post, f"slug_{old.language}")}

    def _values(self, arrival: Arrival) -> dict[str, Any]:
        values = {
            "title": arrival.title,
            "summary": arrival.summary,
            "body": arrival.body,
            "published_at": arrival.published_at,
        }
        return {f"{field}_{arrival.language}": value for field, value in values.items()}

    def _topics(self, arrival: Arrival) -> set[int]:
        return {self.labels.topic(title, arrival.language) for title in arrival.topics}

    def _free_slug(self, arrival: Arrival) -> str:
        slug = slugs.slugify(arrival.title, arrival.language)
        return slugs.unique(
            f"post-{slug}" if RESERVED_SLUG.fullmatch(slug) else slug, self._is_taken
        )

    def _is_taken(self, slug: str) -> bool:
        """In any language. Remembers taken ones: a weekly title is met a thousand times."""
        if slug not in self.taken_slugs:
            same = Q(*((f"slug_{code}", slug) for code in LANGUAGES), _connector=Q.OR)
            if not Post.objects.filter(same).exists() and not redirecting.is_held(slug):
                return False
            self.taken_slugs.add(slug)
        return True

    def _cover(self, post: Post, arrival: Arrival) -> tuple[Picture | None, list[str]]:
        """The cover to set where the post lacks one, and what is wrong with the pictures of the post."""
        cover = None
        if arrival.picture and post.cover_id is None:
            cover = self.pictures.take(arrival.picture.url, arrival.picture.alt)
        return cover, list(self.pictures.remarks)

    def _set_cover(self, post: Post, cover: Picture | None) -> set[str]:
        """The column that changed: none in a dry run, where a new picture is only imagined."""
        if cover is None or cover.pk is None:
            return set()
        post.cover = cover
        return {"cover"}

    def _tell_library(self, post: Post, arrival: Arrival) -> None:
        self.pictures.describe(arrival.language)
        usage.note(post)


def is_edited(post: Post) -> bool:
    """Whether somebody changed it here since it came in."""
    return post.updated_at - post.created_at > EDITED


def take_turn() -> None:
    """One importer at a time, and no wait for the disk: a power cut loses whole items, never halves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s), set_config('synchronous_commit', 'off', true)",
            [LOCK],
        )
