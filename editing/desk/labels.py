"""Which topics many texts are to get, or lose: what is asked before they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class How(TextChoices):
    ADD = "add", gettext_lazy("Add to what is there")
    REMOVE = "remove", gettext_lazy("Remove")
    REPLACE = "replace", gettext_lazy("Put in place of what is there")


class LabelForm(forms.Form):
    how = forms.ChoiceField(
        label=gettext_lazy("What is to be done with these"),
        choices=How.choices,
        initial=How.ADD,
        widget=forms.RadioSelect,
    )
    labels = forms.TypedMultipleChoiceField(coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, label: str, names: dict[int, str], *args: Any) -> None:
        super().__init__(*args)
        self.label_suffix = ""
        self.fields["labels"].label = label
        self.fields["labels"].choices = list(names.items())  # type: ignore[attr-defined]

    def after(self, present: Iterable[int]) -> list[int]:
        """What a text has then that has these."""
        given, present = self.cleaned_data["labels"], list(present)
        match self.cleaned_data["how"]:
            case How.ADD:
                return [*present, *(each for each in given if each not in present)]
            case How.REMOVE:
                return [each for each in present if each not in given]
        return list(given)

    def changes(self, present: Iterable[int]) -> bool:
        return set(self.after(present)) != set(present)

    @property
    def choice(self) -> str:
        """What is chosen, by which a page says what it showed."""
        labels = map(str, sorted(self.cleaned_data["labels"]))
        return f"{self.cleaned_data['how']}:{','.join(labels)}"
