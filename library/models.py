"""The pictures and files that editors use, and where each of them is used."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.languages import LANGUAGES, current_language
from library.renditions import CENTRE, PictureColumn

LETTERS = (
    "bcdfghjklmnpqrstvwxz"  # no vowels, so no words; no digits, which could look like a number
)
LENGTH = 9  # 20 letters to the ninth: nobody finds by trying what isn't published yet
HASH = 32  # bytes of SHA-256
FILES = "library"  # the folder


def new_name() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))


def in_any_language(field: str, text: str) -> Q:
    found = (Q(**{f"{field}_{code}__icontains": text}) for code in LANGUAGES)
    return Q(*(condition for condition in found), _connector=Q.OR)


def said(row: models.Model, field: str) -> str:
    """In the current language, or in another."""
    codes = sorted(LANGUAGES, key=lambda code: code != current_language())
    return next(filter(None, (getattr(row, f"{field}_{code}") for code in codes)), "")


class UsedQuerySet(models.QuerySet[Any]):
    def used(self) -> UsedQuerySet:
        return self.filter(self._uses())

    def unused(self) -> UsedQuerySet:
        return self.exclude(self._uses())

    def with_uses(self) -> UsedQuerySet:
        """`is_used` says whether there is any."""
        return self.annotate(is_used=self._uses())  # type: ignore[no-any-return]

    def newest_first(self) -> UsedQuerySet:
        return self.order_by("-uploaded_at", "-pk")

    def _uses(self) -> Exists:
        return Exists(Use.objects.filter(**{self.model._meta.model_name or "": OuterRef("pk")}))


class PictureQuerySet(UsedQuerySet):
    def mentioning(self, words: str) -> PictureQuerySet:
        """Those of which all the words are said, in whatever language."""
        found = self
        for word in words.split():
            found = found.filter(in_any_language("alt", word) | Q(credit__icontains=word))
        return found

    def without_alt(self, language: str) -> PictureQuerySet:
        return self.exclude(**{f"alt_{language}__gt": ""})

    def behind(self) -> PictureQuerySet:
        """Those whose renditions are to be made, the newest first."""
        focus = Concat(Cast("focus_x", CharField()), Value("-"), Cast("focus_y", CharField()))
        return self.exclude(cut=focus)


class Picture(models.Model):
    """One row for one content: the same file sent again is the same picture.

    `cut` is the point the present renditions were made around, empty while there are none.
    """

    file = PictureColumn(
        _("file"),
        upload_to=FILES,
        unique=True,
        editable=False,
        width_field="width",
        height_field="height",
        aspect_ratios=["16/9"],
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False)  # bytes
    alt = models.CharField(_("what the picture shows"), max_length=300, blank=True)
    credit = models.CharField(_("whose picture it is"), max_length=200, blank=True)
    focus_x = models.PositiveSmallIntegerField(
        _("percent from the left"), default=50, validators=[MaxValueValidator(100)]
    )
    focus_y = models.PositiveSmallIntegerField(
        _("percent from the top"), default=50, validators=[MaxValueValidator(100)]
    )
    cut = models.CharField(max_length=7, blank=True, editable=False)
    sent_hash = models.BinaryField(max_length=HASH)  # of the file as it came
    content_hash = models.BinaryField(max_length=HASH, unique=True)  # of the file as it is kept
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(fields=["sent_hash"], name="picture_sent"),
            models.Index(fields=["-uploaded_at", "-id"], name="picture_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(focus_x__lte=100, focus_y__lte=100), name="picture_focus_is_in_it"
            )
        ]

    def __str__(self) -> str:
        return said(self, "alt") or f"#{self.pk}"

    @property
    def focus(self) -> str:
        return f"{self.focus_x}-{self.focus_y}"

    @property
    def alts(self) -> list[tuple[str, str]]:
        """What it shows, by language."""
        return [(code, getattr(self, f"alt_{code}") or "") for code in LANGUAGES]

    @property
    def thumbnail(self) -> str:
        """The address of a small one, for editors."""
        return str(self.file.thumbnail(self.cut or CENTRE).url)

    @property
    def kind(self) -> str:
        return file_kind(str(self.file.name), self.size)


class DocumentQuerySet(UsedQuerySet):
    def mentioning(self, words: str) -> DocumentQuerySet:
        found = self
        for word in words.split():
            found = found.filter(in_any_language("title", word) | Q(file__icontains=word))
        return found


class Document(models.Model):
    """A file to download: a PDF, of which nothing but its pages is kept."""

    file = models.FileField(_("file"), upload_to=FILES, max_length=120, unique=True, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False)  # bytes
    pages = models.PositiveIntegerField(_("pages"), editable=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    sent_hash = models.BinaryField(max_length=HASH)
    content_hash = models.BinaryField(max_length=HASH, unique=True)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["sent_hash"], name="document_sent")]

    def __str__(self) -> str:
        return said(self, "title") or f"#{self.pk}"

    @property
    def titles(self) -> list[tuple[str, str]]:
        """What it is called, by language."""
        return [(code, getattr(self, f"title_{code}") or "") for code in LANGUAGES]

    @property
    def kind(self) -> str:
        return file_kind(str(self.file.name), self.size)


def file_kind(name: str, size: int) -> str:
    """As readers see it beside a link: “PDF, 1.2 MB”."""
    return f"{name.rpartition('.')[2].upper()}, {filesizeformat(size)}"


class Use(models.Model):
    """Some content shows a picture or links to a file. Written as the content is saved."""

    picture = models.ForeignKey(Picture, models.CASCADE, null=True, related_name="uses")
    document = models.ForeignKey(Document, models.CASCADE, null=True, related_name="uses")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(picture=None) ^ Q(document=None), name="use_of_one_thing"
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id", "picture", "document"],
                name="use_is_said_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id}"
