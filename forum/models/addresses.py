"""What leads to topics from elsewhere: pages of other features, and addresses of an older site."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.models.sections import Section
from forum.models.topics import Topic


class Discussion(models.Model):
    """The topic about something of another feature, which is known by a plain key such as `post-12`.

    The topic is there from the first reply on.
    """

    key = models.CharField(_("about"), max_length=80, unique=True)
    section = models.ForeignKey(
        Section, models.PROTECT, related_name="discussions", verbose_name=_("section")
    )
    topic = models.OneToOneField(
        Topic, models.SET_NULL, null=True, blank=True, related_name="discussion",
        verbose_name=_("topic"),
    )  # fmt: skip
    closed_at = models.DateTimeField(_("closed to new replies"), null=True, blank=True)
    switched_off_at = models.DateTimeField(_("not shown"), null=True, blank=True)

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")

    def __str__(self) -> str:
        return self.key


class OldAddress(models.Model):
    """A path of the site this one replaces; it answers with a permanent redirect."""

    path = models.CharField(_("old address"), max_length=500, unique=True)
    section = models.ForeignKey(Section, models.CASCADE, null=True, related_name="old_addresses")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="old_addresses")

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(section=None, topic__isnull=False)
                | Q(section__isnull=False, topic=None),
                name="forum_old_address_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.path
