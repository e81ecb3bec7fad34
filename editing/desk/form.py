"""The form in which a text is written: all its languages at once, and what state of it was begun with."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from core.languages import LANGUAGES
from editing import drafting, history, rules, saving, translating
from editing.kinds import Kind, Values, kind_of
from editing.translating import Condition

if TYPE_CHECKING:
    from editing.models import Draft, Revision


HIDDEN = ("based_on", "key", "draft")  # what only the page needs


class DeskForm(forms.ModelForm):  # type: ignore[type-arg]  # of whichever kind a subclass names
    """Whoever subclasses it calls `check_version` at the end of `clean`.

    It may have fields beside the text's own: a draft keeps what is written or chosen in all of them.
    `key` tells new texts apart, `draft` says when the draft was kept that the page knows of.
    """

    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    draft = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    person: Any = None  # who fills it in: their words are kept when somebody else was quicker
    taken: Draft | None = None  # the draft they go on with
    refusal = ""  # why nothing is saved this time, if so
    theirs: Revision | None = None  # what somebody else saved meanwhile
    mine: Values = {}  # what of this form was not saved because of that
    untaken: list[str]  # why files that came with it are not kept

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.untaken = []
        self.initial["based_on"] = history.latest(self.instance)
        if self.taken:
            self.go_on_with(self.taken)
        self.say_what_is_behind()
        if self.person is not None and self.instance.pk:
            for name in rules.closed_to(self.person, self.kind, self.instance) & {*self.fields}:
                self.fields[name].disabled = True

    def say_what_is_behind(self) -> None:
        """A box for each translation that is older than its original. One query, if there are any."""
        self.standings = translating.standings([self.instance])[self.instance.pk]
        for code, standing in self.standings.items():
            if standing.condition == Condition.BEHIND:
                label = _("This translation is up to date with the original")
                self.fields[f"current_{code}"] = forms.BooleanField(label=label, required=False)

    @property
    def current(self) -> list[str]:
        """Languages that say what their original says, says who saved."""
        return [code for code in LANGUAGES if self.cleaned_data.get(f"current_{code}")]

    @property
    def kind(self) -> Kind:
        return kind_of(self._meta.model)

    def go_on_with(self, draft: Draft) -> None:
        """Its words and choices, without rows that are gone; what it was based on stays so."""
        known = self.kind.names
        still = {
            name: self.kind.still_there(name, value) if name in known else value
            for name, value in draft.fields.items()
        }
        self.initial.update(still, based_on=draft.based_on, draft=drafting.mark(draft))

    def check_version(self, data: dict[str, Any]) -> None:
        if self.refusal:
            self.add_error(None, self.refusal)
        elif theirs := history.newer(self.instance, data.get("based_on") or 0):
            self.refuse(theirs, data)

    def refuse(self, theirs: Revision, data: dict[str, Any]) -> None:
        """Not over somebody else's words, until this person has heard of them. Nothing is lost."""
        self.theirs, self.mine = theirs, saving.keepable(self.kind, self.edited(data))
        draft = None
        if self.person is not None:
            based_on, fields = data.get("based_on") or 0, self.beside() | self.mine
            draft = drafting.keep(self.person, self.instance, fields, based_on=based_on)
        given: Any = self.data
        given = given.copy()
        given[self.add_prefix("based_on")] = str(theirs.number)  # whoever saves again has heard
        given[self.add_prefix("draft")] = drafting.mark(draft)
        self.data = given
        told = {"name": theirs.saved_by or _("Somebody"), "number": theirs.number}
        text = _(
            "%(name)s saved this text while you were writing (revision %(number)d). Yours is still"
            " here and kept as your draft. If you save now, yours replaces theirs, which stays in"
            " the history."
        )
        self.add_error(None, ValidationError(text, code="conflict", params=told))

    def edited(self, data: dict[str, Any]) -> dict[str, Any]:
        """What a revision keeps of the form."""
        return {name: data[name] for name in self.kind.names if name in data}

    def kept(self) -> Values:
        """What a draft keeps of the form: what is valid as it would be saved, other words as written.

        A picture that came with it is taken into the library; other files are not looked at.
        """
        found = self.beside()
        for name in self.kind.names:
            field = self.fields.get(name)
            if field and not field.disabled and not isinstance(field, forms.FileField):
                found |= self.kept_of(name)
        return found

    def kept_of(self, name: str) -> Values:
        field, given = self.fields[name], self.given(name)
        try:
            return {name: self.kind.plain(name, field.clean(given))}
        except ValidationError as refusal:
            if isinstance(given, UploadedFile):
                self.untaken += refusal.messages
            is_text = isinstance(field, forms.CharField) and isinstance(given, str)
            return {name: storable(given)} if is_text else {}

    def beside(self) -> Values:
        """What was given in fields that are no columns of the text, as it was given."""
        others = self.fields.keys() - {*self.kind.names, *HIDDEN}
        given = {name: self.given(name) for name in others if not self.fields[name].disabled}
        kept = (str, bool, list, NoneType)
        return {name: storable(each) for name, each in given.items() if isinstance(each, kept)}

    def given(self, name: str) -> Any:
        widget = self.fields[name].widget
        return widget.value_from_datadict(self.data, self.files, self.add_prefix(name))


def storable(given: Any) -> Any:
    """Without what PostgreSQL takes in no text."""
    if isinstance(given, list):
        return [storable(each) for each in given]
    return given.replace("\0", "") if isinstance(given, str) else given
