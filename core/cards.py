"""Rows of Django's own lists that are changed in the list itself."""

from __future__ import annotations

from typing import Any

from django.forms import ModelForm


class CardForm(ModelForm):  # type: ignore[type-arg]  # of whichever model the list is
    """No label stands beside a field there, so it says itself what it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label
