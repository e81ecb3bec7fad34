"""What the page of a text says beside it: drafts that wait, who else is there, how far each language is."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest

from core.languages import LANGUAGES
from editing import drafting, presence, translating
from editing.desk import drafts, previews, steps
from editing.desk.comparing import InLanguage, by_language
from editing.states import State

if TYPE_CHECKING:
    from django.forms import BoundField

    from editing.desk.form import DeskForm
    from editing.desk.page import DeskAdmin
    from editing.translating import Standing


class Way(NamedTuple):
    """How far a language is to readers, and what may be done about it."""

    code: str
    name: str
    state: State
    at: datetime.datetime | None
    preview: str  # its address, where readers will have pages of such a text
    steps: dict[str, steps.Step]
    standing: Standing
    current: BoundField | None  # the box of a translation that is behind
    changed: list[InLanguage]  # of its original since


def of_page(desk: DeskAdmin, request: HttpRequest, form: DeskForm) -> dict[str, Any]:
    obj, person = form.instance, request.user
    context: dict[str, Any] = {
        "endpoint": desk.address("draft", obj.pk) if obj.pk else desk.address("new_draft"),
        "seal": drafts.seal(person),  # type: ignore[arg-type]
        "row": f"{desk.opts.label_lower}:{obj.pk or 'new'}",
        "taken": form.taken,
        "ways": [way(desk, request, form, code) for code in LANGUAGES],
        "clock": desk.clock(),
    }
    if form.theirs:
        context["conflict"] = by_language(form.kind, form.theirs.fields, form.mine)
    return context | (of_stored(request, form, obj) if obj.pk else of_new(desk, request, form))


def way(desk: DeskAdmin, request: HttpRequest, form: DeskForm, code: str) -> Way:
    obj: Any = form.instance
    name = str(dict(settings.LANGUAGES)[code])
    at = getattr(obj, f"published_at_{code}")
    box = f"current_{code}"
    return Way(
        code,
        name,
        obj.state_in(code),
        at,
        preview(desk, form, code),
        steps.open_to(desk, request, obj, code),
        form.standings[code],
        form[box] if box in form.fields else None,
        changed(obj, code) if box in form.fields else [],
    )


def preview(desk: DeskAdmin, form: DeskForm, code: str) -> str:
    key = form["key"].value() if "key" in form.fields and not form.instance.pk else ""
    named = {"draft": key} if key else {}
    return previews.at(desk, "preview", form.instance, code, named) if form.kind.shown else ""


def changed(obj: Model, code: str) -> list[InLanguage]:
    """What the original says otherwise since this was translated."""
    source = getattr(obj, f"source_{code}")
    name = str(dict(settings.LANGUAGES)[source])
    return [InLanguage(source, name, translating.changed_since(obj, code))]


def of_stored(request: HttpRequest, form: DeskForm, obj: Model) -> dict[str, Any]:
    person: Any = request.user
    waiting = None if form.is_bound else drafting.waiting(person, obj)
    context: dict[str, Any] = {
        "others": drafts.others(person, obj),
        "waiting": waiting,
        "take": "?draft=mine",
    }
    if waiting:
        saved = form.kind.values(obj)
        context["written"] = by_language(form.kind, saved, saved | waiting.fields)
    if not form.is_bound:
        presence.come(person, obj)
    return context


def of_new(desk: DeskAdmin, request: HttpRequest, form: DeskForm) -> dict[str, Any]:
    """Drafts of texts that were never saved, but for the one that is open."""
    person: Any = request.user
    if form.is_bound:
        return {}
    drafts_there = drafts.new_ones(person, desk.model)
    here = form["key"].value()
    return {
        "unsaved": [
            (each, drafts.title_of(each.fields)) for each in drafts_there if each.key != here
        ]
    }
