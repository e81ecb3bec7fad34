"""What editors told the search, taken back from an export: through the forms they would use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.forms import ModelForm

from core.incoming import Files, Line
from search import bets, spellings
from search.forms import BestBetForm, SpellingForm
from search.models import BestBet, Spelling


class Incoming:
    models = (Spelling, BestBet)

    def __init__(self, files: Files) -> None:
        """It has no files."""

    def takes(self) -> dict[str, Callable[[Iterator[Line]], object]]:
        return {"search_spellings": take_spellings, "search_best_bets": take_bets}

    def finish(self) -> None:
        """Nothing is left."""


def take_spellings(lines: Iterator[Line]) -> None:
    for line in lines:
        form = SpellingForm({"words": "\n".join(strings(line, "words"))})
        spelling = valid(line, form)
        spelling.words = form.cleaned_data["words"]
        spellings.keep(spelling)


def take_bets(lines: Iterator[Line]) -> None:
    for line in lines:
        said = line.translated(*bets.TRANSLATED)
        form = BestBetForm({"queries": "\n".join(strings(line, "queries")), **said})
        bets.keep(valid(line, form))


def strings(line: Line, name: str) -> list[str]:
    return [Line(line.file, line.number, {name: each}).text(name) for each in line.items(name)]


def valid(line: Line, form: ModelForm[Any]) -> Any:
    """The row under its number, unsaved. Raises Broken with what the form says."""
    if not form.is_valid():
        raise line.broken(" ".join(str(said) for each in form.errors.values() for said in each))
    row = form.save(commit=False)
    row.pk = line.whole("id")
    return row
