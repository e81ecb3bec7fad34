"""The form in which a member says how to go."""

from django import forms
from django.utils.translation import gettext_lazy as _

LATER, NOW = "later", "now"
KEEP, ERASE = "keep", "erase"


class CloseForm(forms.Form):
    when = forms.ChoiceField(
        label=_("When"),
        choices=[
            (LATER, _("In 7 days. Until then I can change my mind")),
            (NOW, _("At once. There is no way back")),
        ],
        initial=LATER,
        widget=forms.RadioSelect,
    )
    texts = forms.ChoiceField(  # none is chosen beforehand: nobody should lose words by haste
        label=_("What I have written"),
        choices=[
            (KEEP, _("Stays, as written by a “former member”")),
            (ERASE, _("Is erased")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of what you have written.")},
    )
    is_sure = forms.BooleanField(
        label=_("I have read what will happen"),
        error_messages={"required": _("Confirm that you have read what will happen.")},
    )

    @property
    def is_now(self) -> bool:
        return bool(self.cleaned_data["when"] == NOW)

    @property
    def erases_texts(self) -> bool:
        return bool(self.cleaned_data["texts"] == ERASE)
