"""Members and staff. A name is all an account needs; there is no first or last name to ask for."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts.lookalikes import LETTERS, fold, folded
from accounts.names import (
    DIGITS,
    NOT_FREE,
    SHAPE,
    UNFIT,
    clean_name,
    validate_distinct,
    validate_form,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

THEMES = [("light", _("Light")), ("dark", _("Dark"))]  # none: as the system


def this_day(moment: datetime.datetime | None = None) -> datetime.datetime:
    """Its first moment, in UTC, of now by default. A log of the network, laid beside seconds kept
    here, would tell whose account is whose."""
    moment = (moment or timezone.now()).astimezone(datetime.UTC)
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


class UserQuerySet(models.QuerySet["User"]):
    def named(self, name: str) -> UserQuerySet:
        """The account of that name, however its letters were typed. One query on the unique index."""
        return self.alias(key=folded(models.F("name"))).filter(key=fold(name))

    def named_any(self, names: Iterable[str]) -> UserQuerySet:
        """The accounts of all these names. One query on the unique index."""
        return self.alias(key=folded(models.F("name"))).filter(key__in=set(map(fold, names)))

    def visible_to(self, user: User | AnonymousUser) -> UserQuerySet:
        """Whose profile this visitor may open: the active ones that aren't hidden, and their own."""
        return self.filter(models.Q(is_hidden=False, is_active=True) | models.Q(pk=user.pk))


ReadingManager = BaseUserManager.from_queryset(UserQuerySet)


class UserManager(ReadingManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.named(username or "").get()

    def create_user(self, name: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(name=name, **fields)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user

    def create_superuser(self, name: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(name, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Addresses are allauth's `EmailAddress` rows: most members need have none."""

    name = models.CharField(_("name"), max_length=40, validators=[validate_form])
    is_staff = models.BooleanField(_("may open the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=this_day, editable=False)

    # How the site speaks to them
    language = models.CharField(
        _("language"), max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    theme = models.CharField(_("appearance"), max_length=5, choices=THEMES, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    subjects_neutral = models.BooleanField(_("neutral subject lines"), default=False)
    mail_off = ArrayField(
        models.CharField(max_length=20), verbose_name=_("mail not wanted"), default=list, blank=True
    )
    mail_rhythms = models.JSONField(_("how often mail comes"), default=dict, blank=True)

    # What others and this site may know of them
    is_hidden = models.BooleanField(_("profile hidden"), default=False)
    name_hidden_after = models.PositiveSmallIntegerField(
        _("days until posts lose the name"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )
    keeps_no_sessions = models.BooleanField(_("no record of devices"), default=False)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True, editable=False)
    erases_texts = models.BooleanField(_("texts go too"), default=False, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "name"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                folded(models.F("name")),
                name="user_name_unique",
                violation_error_message=NOT_FREE,
            ),
            models.CheckConstraint(
                condition=models.Q(name__regex=SHAPE)
                & models.Q(name__regex=f"[{LETTERS}]")
                & models.Q(name__regex="^.{2}")
                & ~models.Q(name__regex=f"([0-9][^0-9]*){{{DIGITS + 1}}}"),
                name="user_name_form",
                violation_error_message=UNFIT,
            ),
        ]
        indexes = [
            models.Index(fields=["name"], condition=models.Q(is_staff=True), name="user_staff"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:profile", args=[self.name])

    @property
    def is_public(self) -> bool:
        """Whether anybody may open the profile: what `visible_to` asks of others' rows."""
        return self.is_active and not self.is_hidden

    @classmethod
    def normalize_username(cls, username: str) -> str:
        return clean_name(username)

    def clean(self) -> None:
        """Members may not pass for staff; staff were given their names by staff."""
        super().clean()
        before = type(self).objects.filter(pk=self.pk).values_list("name", flat=True).first()
        if self.name != before and not self.is_staff:
            try:
                validate_distinct(self.name, self.pk or 0)
            except ValidationError as refusal:
                raise ValidationError({"name": refusal}) from refusal


class Session(AbstractBaseSession):
    """A browser that is signed in, or on its way: the key hashed, the data sealed."""

    user = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="sessions", verbose_name=_("user")
    )
    device = models.CharField(_("device"), max_length=40, blank=True)  # "Firefox, Windows"
    used_on = models.DateField(_("last used"), null=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        store: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        return store


def random_file_name() -> str:
    return f"{secrets.token_hex(16)}.zip"


class Export(models.Model):
    """Everything of a member's, as a file that is made by a job and lives for a day: see `exporting`."""

    user = models.OneToOneField(User, models.CASCADE, related_name="export", verbose_name=_("user"))
    file_name = models.CharField(_("file"), max_length=40, default=random_file_name, unique=True)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready"), null=True)
    expires_at = models.DateTimeField(_("gone"))

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return f"#{self.pk}"
