"""Where topics stand, and who may read and write there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from forum import standing

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

Access = standing.Standing

# Other pages of the forum answer there.
RESERVED = re.compile(
    r"new|unanswered|mine|following|feed|posts?|drafts?|bookmarks|notices|discuss|pictures?|preview"
    r"|search|members|moderation|report|rules|letters|reply"
)
READERS = [
    (Access.STRANGER, _("everyone")),
    (Access.NEW, _("members")),
    (Access.TEAM, _("the team")),
]
WRITERS = [
    (Access.NEW, _("every member")),
    (Access.MEMBER, _("members who aren’t new")),
    (Access.TRUSTED, _("trusted members")),
    (Access.TEAM, _("the team")),
]
COLOURS = [
    ("red", _("red")),
    ("amber", _("amber")),
    ("green", _("green")),
    ("teal", _("teal")),
    ("blue", _("blue")),
    ("violet", _("violet")),
    ("grey", _("grey")),
]
ICONS = [
    ("talk", _("speech bubble")),
    ("question", _("question mark")),
    ("news", _("newspaper")),
    ("scales", _("scales")),
    ("heart", _("heart")),
    ("hand", _("raised hand")),
    ("book", _("book")),
    ("bell", _("bell")),
]
HISTORY = [
    (Access.STRANGER, _("whoever reads the section")),
    (Access.NEW, _("members")),
    (Access.TEAM, _("the team")),
]


def validate_slug(slug: str) -> None:
    if RESERVED.fullmatch(slug):
        raise ValidationError(_("Another page of the forum has this address."), code="reserved")


class SectionQuerySet(models.QuerySet["Section"]):
    def visible_to(self, user: User | AnonymousUser) -> SectionQuerySet:
        """A sub-section is never more open than the section it is in."""
        level = standing.reading_level(user)
        return self.filter(Q(parent=None) | Q(parent__readers__lte=level), readers__lte=level)

    def in_order(self) -> SectionQuerySet:
        return self.order_by("order", "pk")


class Section(models.Model):
    """`readers`, `starters` and `repliers` are the least standing each of these takes."""

    name = models.CharField(pgettext_lazy("of a section", "name"), max_length=80)
    description = models.CharField(_("description"), max_length=300, blank=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True, validators=[validate_slug])
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("within"),
        limit_choices_to={"parent": None},
    )
    order = models.PositiveSmallIntegerField(_("place"), default=100)
    colour = models.CharField(_("colour"), max_length=8, choices=COLOURS, default="grey")
    icon = models.CharField(_("icon"), max_length=8, choices=ICONS, default="talk")
    readers = models.PositiveSmallIntegerField(
        _("who reads"), choices=READERS, default=Access.STRANGER
    )
    starters = models.PositiveSmallIntegerField(
        _("who starts topics"), choices=WRITERS, default=Access.NEW
    )
    repliers = models.PositiveSmallIntegerField(
        _("who replies"), choices=WRITERS, default=Access.NEW
    )
    history_readers = models.PositiveSmallIntegerField(
        _("who sees earlier versions"), choices=HISTORY, default=Access.STRANGER
    )
    is_questions = models.BooleanField(_("questions with an answer"), default=False)
    allows_anonymous = models.BooleanField(_("anonymous posts"), default=False)
    approves_new = models.BooleanField(
        _("first posts wait"),
        default=True,
        help_text=_(
            "The first two posts of a new member are shown once a moderator approved them."
        ),
    )
    takes_discussions = models.BooleanField(
        _("takes what is said about articles"),
        default=False,
        help_text=_(
            "Topics about posts of the blog begin here, unless a post names another section."
        ),
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=models.F("pk")),
                name="section_not_its_own_parent",
                violation_error_message=_("A section can’t be within itself."),
            ),
            models.UniqueConstraint(
                fields=["takes_discussions"],
                condition=Q(takes_discussions=True),
                name="section_for_discussions_one",
                violation_error_message=_("Another section takes them already."),
            ),
        ]

    def __str__(self) -> str:
        names = (self.name, *(getattr(self, f"name_{code}", "") for code in ("ru", "en")))
        return next(filter(None, names), self.slug)

    def get_absolute_url(self) -> str:
        return reverse("forum:section", args=[self.slug])

    def address_in(self, language: str) -> str:
        with override(language):
            return self.get_absolute_url()

    def clean(self) -> None:
        """One level of sub-sections: neither within one, nor with some of its own."""
        super().clean()
        if not self.parent:
            return
        if self.parent.parent_id or (self.pk and self.children.exists()):
            raise ValidationError({"parent": _("Sections are within each other one deep at most.")})
