"""What of the texts waits for those who write and publish them, on the admin's start page."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from core.panels import Panel, Told, register
from editing.desk.start import days, drafts, shelves, waiting
from editing.desk.start.shelves import MOST, Shelves


def may_write(request: HttpRequest) -> bool:
    return bool(shelves.open_to(request))


def clock(kinds: Shelves) -> str:
    """Whose time a panel tells: the editor's own."""
    return next(shelf.desk.clock() for shelf in kinds.values())


def own(request: HttpRequest) -> Told:
    """With a way to begin. Two queries."""
    person: Any = request.user
    kinds = shelves.open_to(request)
    unsaved, begun = drafts.unsaved(person, kinds), drafts.begun(person, kinds)
    desks = [shelf.desk for shelf in kinds.values()]
    return {
        "unsaved": unsaved[:MOST],
        "lines": begun[:MOST],
        "lists": shelves.lists(kinds, state="draft").values() if len(begun) > MOST else (),
        "beginnings": [
            (desk.opts.verbose_name, desk.address("add"))
            for desk in desks
            if desk.has_add_permission(request)
        ],
    }


def waits(
    kinds: Shelves, lines: Sequence[Any], condition: Callable[[str], Q], **query: str
) -> Told:
    """The first of them, and where the others are: a query more, if there are others."""
    has_more = len(lines) > MOST
    whole = shelves.counted(kinds, condition, **query) if has_more else []
    return {"lines": lines[:MOST], "lists": whole}


def in_review(request: HttpRequest) -> Told | None:
    """Who publishes is told that nothing waits; who writes sees their own, if there are any."""
    person: Any = request.user
    kinds = shelves.open_to(request)
    lines = waiting.in_review(kinds)
    if not lines and not shelves.may_publish(person, kinds):
        return None
    return waits(kinds, lines, waiting.is_in_review, state="review")


def scheduled(request: HttpRequest) -> Told | None:
    kinds = shelves.open_to(request)
    if not (lines := waiting.scheduled(kinds)):
        return None
    told = waits(kinds, lines, waiting.is_to_come, state="scheduled")
    return told | {"clock": clock(kinds)}


def behind(request: HttpRequest) -> Told | None:
    kinds = shelves.open_to(request)
    if not (lines := waiting.behind(kinds)):
        return None
    return waits(kinds, lines, waiting.is_behind, translation="behind")


def came_out(request: HttpRequest) -> Told:
    kinds = shelves.open_to(request)
    return {"picture": days.picture(days.published(kinds)), "clock": clock(kinds)}


for name, told in {
    "drafts": own,
    "review": in_review,
    "scheduled": scheduled,
    "behind": behind,
    "days": came_out,
}.items():
    register(Panel(f"admin/editing/start/_{name}.html", may_write, told))
