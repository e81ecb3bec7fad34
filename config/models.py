"""What the site knows of itself: which of its protections were seen to hold, and when."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FRESH = timedelta(days=2)  # a night may be missed


class ProtectionCheckQuerySet(models.QuerySet["ProtectionCheck"]):
    def confirmed(self) -> ProtectionCheckQuerySet:
        """Those that may be claimed now: passed, and lately."""
        return self.filter(passed=True, checked_at__gt=timezone.now() - FRESH)


class ProtectionCheck(models.Model):
    """The last result of one check of config.protection."""

    key = models.CharField(_("protection"), max_length=40, unique=True)
    passed = models.BooleanField(_("holds"))
    checked_at = models.DateTimeField(_("checked"))
    detail = models.CharField(_("what was seen"), max_length=300, blank=True)

    objects = ProtectionCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("protection")
        verbose_name_plural = _("protections")

    def __str__(self) -> str:
        return self.key
