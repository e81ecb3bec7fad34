"""What a post can lack before it comes out, beside what any text can: see editing.checking."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urldefrag

from django.urls import reverse
from django.utils.translation import gettext as _

from blog import redirecting
from editing.checking import Problem, shortened
from editing.kinds import Values
from editing.linking import own_links
from library.models import Picture


def without_topic(values: Values, language: str) -> Iterator[Problem]:
    if not values.get("topics"):
        yield Problem(_("The post has no topic: nobody finds it by one."), "topics")


def cover_without_words(values: Values, language: str) -> Iterator[Problem]:
    """What the cover shows is said in the library, once for every text that has it."""
    cover = values.get("cover")
    if cover and (picture := Picture.objects.without_alt(language).filter(pk=cover).first()):
        address = reverse("admin:library_picture_change", args=[picture.pk])
        spot = f"{address}#id_alt_{language}"
        yield Problem(_("The cover does not say what it shows."), "cover", str(picture), spot)


def broken_links(values: Values, language: str) -> Iterator[Problem]:
    """Links to pages of this site that readers wouldn't get. Asks the site for those of no post."""
    for address in own_links(values, language):
        if message := trouble(address, values):
            yield Problem(message, f"body_{language}", shortened(address))


def trouble(address: str, values: Values) -> str:
    """What is wrong with a link of this site; empty if nothing is."""
    try:
        goal = redirecting.goal_of(urldefrag(address).url)
    except redirecting.Refused:
        return _("A link leads to no page of this site.")
    if goal.post is None or goal.language in goal.post.languages:
        return ""
    if getattr(goal.post, f"slug_{goal.language}") == values.get(f"slug_{goal.language}"):
        return ""  # to itself, which is to come out
    return _("A link leads to a post that is not out in that language.")
