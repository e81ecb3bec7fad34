"""The panels of the admin's start page: each app announces its own in `desk_panels.py`.

A panel says what waits for somebody, and leads to it. Whoever has nothing to do there doesn't see it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest

Told = dict[str, Any]


@dataclass(frozen=True)
class Panel:
    """`told` answers with what the template shows as `panel`, or with None where nothing is to be done.

    It is asked for those alone who `may_see` it, and costs two queries or three, however many rows
    there are. A panel of an app stands on that app's own page too.
    """

    template: str
    may_see: Callable[[HttpRequest], bool]
    told: Callable[[HttpRequest], Told | None]
    styles: tuple[str, ...] = ()
    app: str = ""


class Shown(NamedTuple):
    panel: Panel
    told: Told


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    _panels.append(panel)


def shown_to(request: HttpRequest, app: str = "") -> list[Shown]:
    """In the order of the apps; those of one app, if it is named."""
    asked = [each for each in _panels if app in ("", each.app) and each.may_see(request)]
    return [Shown(each, told) for each in asked if (told := each.told(request)) is not None]


def styles(shown: list[Shown]) -> list[str]:
    """Style sheets that these need, each once."""
    return list(dict.fromkeys(sheet for each in shown for sheet in each.panel.styles))
