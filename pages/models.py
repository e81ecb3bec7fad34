"""Pages that are no posts, addresses they had before, and the menu above and below every page."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.languages import LANGUAGES
from editing.texts import Text, TextQuerySet, must_hold_in, written_in
from pages import addresses
from search.columns import Plain, search_column, words_index

# A page of this site, or a whole address; no browser takes the first for another host
LEADS_SOMEWHERE = r"^(/([^/\\[:cntrl:]]|$)|https?://[^/[:space:]])"


def validate_slug(slug: str) -> None:
    if addresses.is_reserved(slug):
        raise ValidationError(_("Another part of the site has this address."), code="reserved")


class PageQuerySet(TextQuerySet["Page"]):
    """Few rows: no list of them is ever cut."""

    def on_their_own(self) -> PageQuerySet:
        """Without those whose words end a page of the site, which is found and listed by itself."""
        shared = (Q(**{f"slug_{code}__in": addresses.SHARED}) for code in LANGUAGES)
        return self.exclude(Q(*shared, _connector=Q.OR))


class Page(Text):
    page_name = "pages:page"

    slug = models.SlugField(
        _("address"), max_length=120, unique=True, null=True, validators=[validate_slug]
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a site", "page")
        verbose_name_plural = pgettext_lazy("of a site", "pages")
        ordering = ["pk"]
        indexes = [words_index(f"search_{code}", f"page_search_{code}") for code in LANGUAGES]
        constraints = [each for code in LANGUAGES for each in must_hold_in(code, "page")]
        permissions = [("publish_page", "Can publish pages")]


for code in LANGUAGES:  # a column each, beside those of modeltranslation
    Page.add_to_class(
        f"search_{code}",
        search_column(
            title=f"title_{code}",
            summary=f"summary_{code}",
            body=Plain(f"body_{code}"),
            where=written_in(code),
        ),
    )


class FormerSlug(models.Model):
    """The end of an address that a page had: whoever comes by it is led on."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    page = models.ForeignKey(
        Page,
        models.CASCADE,
        related_name="former_slugs",
        verbose_name=pgettext_lazy("of a site", "page"),
    )

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug


class Place(models.TextChoices):
    HEADER = "header", pgettext_lazy("place of the menu", "at the top")
    FOOTER = "footer", pgettext_lazy("place of the menu", "at the bottom")


class Section(models.TextChoices):
    """What the site has without anybody writing it, by what it is called in a menu."""

    BLOG = "blog", _("Blog")
    FORUM = "forum", _("Forum")
    DONATE = "donate", _("Donate")
    SEARCH = "search", _("Search")
    PROTECTION = "protection", _("How this site protects you")
    EXIT_HELP = "exit-help", _("About the exit")
    MIRRORS = "mirrors", _("Mirrors")
    FEED = "feed", _("Atom feed")

    def get_absolute_url(self) -> str:
        return reverse(SECTION_PAGES.get(self, str(self)))


SECTION_PAGES: dict[Section, str] = {
    Section.BLOG: "blog:index",
    Section.FORUM: "forum:index",
    Section.DONATE: "donations:donate",
    Section.FEED: "blog:feed",
}


class MenuItem(models.Model):
    """A line of the menu. It stands there in the languages in which it has a name and leads somewhere."""

    place = models.CharField(_("place"), max_length=6, choices=Place.choices, default=Place.FOOTER)
    position = models.PositiveSmallIntegerField(_("order"), default=100)
    label = models.CharField(
        pgettext_lazy("of a line of the menu", "name"),
        max_length=60,
        blank=True,
        help_text=_("Empty: as the page or the part of the site is called."),
    )
    page = models.ForeignKey(
        Page,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="menu_items",
        verbose_name=pgettext_lazy("of a site", "page"),
        help_text=_("In a language that readers don’t have it in, the menu goes without it."),
    )
    section = models.CharField(
        _("part of the site"), max_length=20, choices=Section.choices, blank=True
    )
    address = models.CharField(
        _("or an address"),
        max_length=500,
        blank=True,
        help_text=_(
            "Of a page here: /en/blog/topics/letters/ — or of another site, with https://. It stands"
            " in the menu of each language in which it has a name."
        ),
    )

    class Meta:
        verbose_name = _("line of the menu")
        verbose_name_plural = _("lines of the menu")
        ordering = ["-place", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=False, section="", address="")
                | Q(page=None, section__gt="", address="")
                | Q(page=None, section="", address__gt=""),
                name="menu_item_leads_to_one",
                violation_error_message=_(
                    "A line leads to one thing: a page, a part of the site, or an address."
                ),
            ),
            models.CheckConstraint(
                condition=Q(address="") | Q(address__regex=LEADS_SOMEWHERE),
                name="menu_item_leads_somewhere",
                violation_error_message=_("An address begins with / or with https://"),
            ),
        ]

    def __str__(self) -> str:
        """What it is called, in the language in force if it has a name there."""
        names = (getattr(self, f"label_{code}") for code in LANGUAGES)
        own = next(filter(None, (self.label, *names)), "")
        return own or (str(self.page) if self.page else self.get_section_display())
