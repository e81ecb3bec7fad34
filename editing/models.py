"""What is kept of how texts come about: every save, what is on its way, who is at it, who may look."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class What(models.TextChoices):
    """What happened when a revision came to be."""

    BEFORE = "before", pgettext_lazy("what happened", "as it was before")
    CREATED = "created", pgettext_lazy("what happened", "created")
    SAVED = "saved", pgettext_lazy("what happened", "saved")
    REVIEW = "review", pgettext_lazy("what happened", "sent for review")
    RETURNED = "returned", pgettext_lazy("what happened", "sent back")
    SCHEDULED = "scheduled", pgettext_lazy("what happened", "scheduled")
    PUBLISHED = "published", pgettext_lazy("what happened", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("what happened", "withdrawn")
    RESTORED = "restored", pgettext_lazy("what happened", "restored")
    DELETED = "deleted", pgettext_lazy("what happened", "deleted")


def about(obj: models.Model) -> Q:
    """Rows of this module that are about this row of another table."""
    return Q(content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk)


class OfSomething(models.Model):
    """About a row of any table, by its number: history outlives what it is of."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, editable=False)
    object_id = models.PositiveBigIntegerField(editable=False)
    object = GenericForeignKey()

    class Meta:
        abstract = True


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of(self, obj: models.Model) -> RevisionQuerySet:
        return self.filter(about(obj)).order_by("-number")

    def without_texts(self) -> RevisionQuerySet:
        """For lists: each may hold some 200 KB."""
        return self.defer("fields")


class Revision(OfSomething):
    """Everything an editor can fill in, as it was after one save. Rows are added, never changed."""

    number = models.PositiveIntegerField(_("number"))
    what = models.CharField(_("what happened"), max_length=9, choices=What.choices)
    steps = models.JSONField(_("steps"), default=dict)  # language: what happened to it, if anything
    languages = ArrayField(
        models.CharField(max_length=8),
        verbose_name=_("languages whose words changed"),
        default=list,
    )
    fields = models.JSONField(_("fields"))  # as `kinds.Kind.values` has them
    note = models.TextField(_("note for the colleague"), blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("saved by"),
    )
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    key = models.CharField(max_length=40, blank=True, editable=False)  # of a new text: see Draft

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "number"], name="revision_number_unique"
            ),
            models.UniqueConstraint(
                fields=["saved_by", "key"], condition=~Q(key=""), name="revision_begins_text_once"
            ),
        ]
        indexes = [
            models.Index(  # whose a text is: see `rules`
                fields=["saved_by", "content_type", "object_id"],
                condition=Q(what=What.CREATED),
                name="revision_created",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_what_display()}"


class Draft(OfSomething):
    """What somebody is writing and has not saved: one for each person and thing.

    Of a thing that isn't there yet, `object_id` is zero and `key` tells one from another.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=40, blank=True)
    fields = models.JSONField(_("fields"))
    based_on = models.PositiveIntegerField(_("based on revision"), default=0)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "content_type", "object_id", "key"], name="draft_unique"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Presence(OfSomething):
    """Who has a thing open, and when their page last said so."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "person"], name="presence_unique"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Appointment(OfSomething):
    """A language that comes out at an hour to come. The job that saw to it takes the row away."""

    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    at = models.DateTimeField(_("comes out"), db_index=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "language"], name="appointment_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.at}"


class PreviewLink(OfSomething):
    """Lets somebody without an account read a text in one language before it is out."""

    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("opens until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        indexes = [models.Index(fields=["content_type", "object_id"], name="preview_of")]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class Columns(models.Model):
    """What somebody wants a list of texts to show. Nothing in it tells of the texts or of the person."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    names = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        verbose_name = _("columns")
        verbose_name_plural = _("columns")
        constraints = [
            models.UniqueConstraint(fields=["person", "content_type"], name="columns_unique")
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
