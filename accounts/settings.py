"""Forms in which members set what the site does for them. Those at the door are in `forms`."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import time_zones
from accounts.mailing import KINDS, Rhythm, rhythm_of
from accounts.models import THEMES, User


class SettingsForm(forms.ModelForm[User]):
    """Saves its own columns only: the member's other pages may be open elsewhere."""

    def save(self, commit: bool = True) -> User:
        if commit:
            self.instance.save(update_fields=self._meta.fields)
        return self.instance


class ProfileForm(SettingsForm):
    theme = forms.ChoiceField(
        label=_("Appearance"),
        choices=[("", _("As the system")), *THEMES],
        required=False,
        widget=forms.RadioSelect,
    )
    time_zone = forms.CharField(
        label=_("Time zone"),
        required=False,
        max_length=40,
        widget=forms.Select,
        help_text=_("The times next to the cities are what their clocks show now."),
    )

    class Meta:
        model = User
        fields = ("name", "language", "theme", "time_zone")
        widgets = {
            "language": forms.RadioSelect,
            "name": forms.TextInput(
                attrs={
                    "autocomplete": "username",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
        }
        labels = {"name": _("Name"), "language": _("Language")}
        help_texts = {
            "name": _(
                "You sign in with it. It can change once a day; your old texts get the new name, "
                "and anybody may take the old one."
            ),
            "language": _("Of pages and of letters to you."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_before = self.instance.name
        select = self.fields["time_zone"].widget
        assert isinstance(select, forms.Select)
        select.choices = [
            ("", _("As the site: %(city)s") % {"city": time_zones.site_city()}),
            *time_zones.choices(self.instance.time_zone),
        ]

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"])
        if zone and not time_zones.is_known(zone):
            raise ValidationError(_("There is no such time zone."), code="unknown")
        return zone

    @property
    def renames(self) -> bool:
        return self.instance.name != self.name_before


class MailForm(SettingsForm):
    """Kinds are ticked when they are wanted; the account remembers those that are not.

    Of those that may come as digests, it remembers how often, unless they come as they do by default.
    """

    wanted = forms.MultipleChoiceField(
        label=_("Letters I want"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = User
        fields = ("subjects_neutral",)
        labels = {"subjects_neutral": _("Neutral subject lines")}
        help_texts = {
            "subjects_neutral": _(
                "Every subject is “A new message for you”, so that whoever looks over your shoulder "
                "learns nothing. The sender’s address remains."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = self.fields["wanted"]
        assert isinstance(wanted, forms.MultipleChoiceField)
        wanted.choices = [(key, kind.label) for key, kind in KINDS.items() if not kind.rhythm]
        wanted.initial = [key for key in KINDS if key not in self.instance.mail_off]
        for key, kind in KINDS.items():
            if kind.rhythm:
                self.fields[key] = forms.ChoiceField(
                    label=str(kind.label),
                    help_text=str(kind.explanation),
                    required=False,
                    choices=Rhythm.choices,
                    initial=rhythm_of(self.instance, key),
                )

    @property
    def rhythms(self) -> list[forms.BoundField]:
        return [self[key] for key, kind in KINDS.items() if kind.rhythm]

    def save(self, commit: bool = True) -> User:
        wanted = self.cleaned_data["wanted"]
        chosen = {
            key: self.cleaned_data[key] or rhythm_of(self.instance, key)
            for key, kind in KINDS.items()
            if kind.rhythm
        }
        self.instance.mail_off = [
            key for key in KINDS if chosen.get(key) == Rhythm.NEVER or key not in [*wanted, *chosen]
        ]
        self.instance.mail_rhythms = {
            key: rhythm
            for key, rhythm in chosen.items()
            if rhythm not in (KINDS[key].rhythm, Rhythm.NEVER)
        }
        if commit:
            self.instance.save(update_fields=["subjects_neutral", "mail_off", "mail_rhythms"])
        return self.instance


class PrivacyForm(SettingsForm):
    class Meta:
        model = User
        fields = ("is_hidden", "name_hidden_after", "keeps_no_sessions")
        labels = {
            "is_hidden": _("Hide my profile"),
            "name_hidden_after": _("Days after which my posts lose my name"),
            "keeps_no_sessions": _("Keep no record of my devices"),
        }
        help_texts = {
            "is_hidden": _(
                "Nobody but you can open the page with your name; the name stays beside your posts."
            ),
            "name_hidden_after": _(
                "Older posts are shown without it; whoever saved a copy of the page still has it. "
                "Leave this empty to keep the name."
            ),
            "keeps_no_sessions": _(
                "The site forgets which browsers you use and when, and they should sign you out when they "
                "close. In the list of devices you then can’t tell a stranger’s from yours."
            ),
        }
