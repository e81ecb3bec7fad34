"""What is told of a language of a text, as conditions on rows: what `states` and `translating` say, in SQL.

`words` are the names of what is there once for each language, as `Kind.words` has them.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import reduce

from django.db.models import Index, Q
from django.utils import timezone

from editing.states import Stage, State
from editing.translating import Condition

LAST_CHANGED = ("-updated_at", "-id")  # the order of the desk's list


def begun_in(language: str, words: Sequence[str]) -> Q:
    """Something is written."""
    return reduce(operator.or_, (Q(**{f"{word}_{language}__gt": ""}) for word in words))


def unbegun_in(language: str, words: Sequence[str]) -> Q:
    """Nothing is: said so that null counts as empty, and an index can be of it."""
    nothing = (
        Q(**{f"{word}_{language}": ""}) | Q(**{f"{word}_{language}": None}) for word in words
    )
    return reduce(operator.and_, nothing)


def at_stage(language: str, *stages: Stage) -> Q:
    """Readers aren't promised it."""
    return Q(**{f"published_at_{language}": None, f"stage_{language}__in": stages})


def drafted_in(language: str, words: Sequence[str]) -> Q:
    return at_stage(language, Stage.DRAFT) & begun_in(language, words)


def current_in(language: str) -> Q:
    return Q(**{f"source_{language}__gt": "", f"source_changed_at_{language}": None})


def behind_in(language: str) -> Q:
    return Q(**{f"source_{language}__gt": "", f"source_changed_at_{language}__isnull": False})


def in_state(state: State, language: str, words: Sequence[str]) -> Q:
    """See `states.state`."""
    moment = f"published_at_{language}"
    match state:
        case State.PUBLISHED:
            return Q(**{f"{moment}__lte": timezone.now()})
        case State.SCHEDULED:
            return Q(**{f"{moment}__gt": timezone.now()})
        case State.DRAFT:
            return drafted_in(language, words)
        case State.MISSING:
            return at_stage(language, Stage.DRAFT) & unbegun_in(language, words)
    return at_stage(language, Stage(state.value))


def standing(condition: Condition, language: str, words: Sequence[str]) -> Q:
    """See `translating.standing`."""
    match condition:
        case Condition.MISSING:
            return unbegun_in(language, words)
        case Condition.ORIGINAL:
            return begun_in(language, words) & Q(**{f"source_{language}": ""})
        case Condition.CURRENT:
            return current_in(language) & begun_in(language, words)
    return behind_in(language) & begun_in(language, words)


def desk_indexes(name: str, language: str, words: Sequence[str]) -> list[Index]:
    """What the desk's list asks for and few texts are; what many are, it comes upon soon enough.

    Only a kind of which there are thousands needs them; its texts say in `updated_at` when they changed.
    """
    few = {
        "drafted": drafted_in(language, words),
        "unbegun": unbegun_in(language, words),
        "current": current_in(language),
        "behind": behind_in(language),
    }
    staged = Index(
        fields=[f"stage_{language}", *LAST_CHANGED],
        condition=~Q(**{f"stage_{language}": Stage.DRAFT}),
        name=f"{name}_staged_{language}",
    )
    return [
        *(
            Index(fields=LAST_CHANGED, condition=condition, name=f"{name}_{each}_{language}")
            for each, condition in few.items()
        ),
        staged,
    ]
