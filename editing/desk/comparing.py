"""Two states of a text, told language by language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings

from core.languages import LANGUAGES
from editing.differing import Difference, difference
from editing.kinds import Kind


class InLanguage(NamedTuple):
    code: str
    name: str
    differences: list[Difference]


def by_language(
    kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[InLanguage]:
    """Languages of which some words differ, with what does."""
    names = dict(settings.LANGUAGES)
    found = (
        InLanguage(code, str(names[code]), difference(kind, before, after, code))
        for code in LANGUAGES
    )
    return [each for each in found if each.differences]
