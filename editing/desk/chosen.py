"""Texts that were chosen in a list: shown before anything is done to them, then saved one by one.

Each is saved as from its own page: by the same rules, in its history, and not at all if somebody
changed it since it was shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editing import drafting, history
from editing.desk.columns import address, title_of
from editing.models import Revision
from editing.refusals import Conflict, Gone, NotAllowed, Unwritten

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from editing.desk.listing import ListAdmin

AT_ONCE = 200  # each takes some twenty queries: a request stays within seconds
TOLD = 10  # texts that were left alone, by name


class Text(NamedTuple):
    row: Any
    version: int  # number of its latest revision
    title: str
    language: str  # of the title; empty where there is none
    refusal: str = ""  # why this person can't do anything to it now


def texts(desk: ListAdmin, request: HttpRequest, pks: Collection[int]) -> list[Text]:
    """Those of them that this person may see, whole, in the order of the list.

    Three queries, and one for each text of who doesn't publish.
    """
    person: Any = request.user
    versions = latest(desk, pks)  # before the rows: what is saved in between is a conflict then
    rows = desk.get_queryset(request).defer(None).filter(pk__in=pks).order_by(*desk.last_first)
    model = ContentType.objects.get_for_model(desk.model)
    drafts = drafting.of(person).filter(content_type=model, object_id__in=pks)
    unsaved = set(drafts.values_list("object_id", flat=True))
    return [
        Text(row, versions.get(row.pk, 0), *title_of(row), refusal(desk, request, row, unsaved))
        for row in rows
    ]


def latest(desk: ListAdmin, pks: Collection[int]) -> Mapping[int, int]:
    model = ContentType.objects.get_for_model(desk.model)
    revisions = Revision.objects.filter(content_type=model, object_id__in=pks).order_by()
    return dict(revisions.values_list("object_id").annotate(Max("number")))


def refusal(desk: ListAdmin, request: HttpRequest, row: Any, unsaved: Collection[int]) -> str:
    if row.pk in unsaved:
        return _("You have words there that aren’t saved yet.")
    if not desk.has_change_permission(request, row):
        return _("Only whoever publishes may change it.")
    return ""


def attempt(row: Any, version: int, save: Callable[[], Any]) -> str:
    """Save it, if it is still what was shown; why it was left alone, or nothing.

    Looking before saving keeps a refused deed out of the person's drafts: nobody wrote anything.
    """
    try:
        if theirs := history.newer(row, version):
            raise Conflict(row, theirs, {}, version)
        save()
    except Conflict as conflict:
        name = conflict.theirs.saved_by or _("Somebody")
        return _("%(name)s changed it meanwhile.") % {"name": name}
    except Unwritten:
        return _("A title and a text are needed first.")
    except NotAllowed:
        return _("Only whoever publishes may change it.")
    except Gone:
        return _("It was deleted meanwhile.")
    return ""


def tell(
    request: HttpRequest, done: int, meaning: _StrPromise, left: Collection[tuple[str, str]]
) -> None:
    """What came of it: how many it was done to, and what was left alone, with the reason."""
    if done:
        messages.success(request, meaning % {"n": done})
    for title, why in list(left)[:TOLD]:
        told = {"title": title, "why": why}
        messages.warning(request, _("“%(title)s” was left alone. %(why)s") % told)
    if (more := len(left) - TOLD) > 0:
        said = ngettext("%(n)d more was left alone.", "%(n)d more were left alone.", more)
        messages.warning(request, said % {"n": more})
    if not done and not left:
        messages.warning(request, _("Nothing was chosen."))


def of_page(desk: ListAdmin, request: HttpRequest, title: str, query: str) -> dict[str, Any]:
    """What is around the texts; `query` is that of the list they were chosen in."""
    return {
        **desk.admin_site.each_context(request),
        "title": title,
        "opts": desk.opts,
        "query": query,
        "back": address(desk, query),
        "is_nav_sidebar_enabled": False,
    }
