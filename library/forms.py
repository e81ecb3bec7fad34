"""Choosing a picture in a form: one of the library's, or a new one sent along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.images import BadPicture
from library import taking
from library.models import Picture

RECENT = 30  # pictures to choose from without scripts
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,image/avif"
SCRIPT = forms.Script("js/library.js", type="module")


class PicturePicker(forms.Widget):
    """A list of recent pictures and a field for a file; with scripts, the whole library to look at."""

    needs_multipart_form = True

    class Media:
        css = {"all": ["css/library.css"]}
        js = [SCRIPT]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The file, if one was sent: it was chosen later than the picture above it."""
        return files.get(f"{name}_file") or data.get(name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}_file" not in files

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return id_

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = self.chosen(value)
        recent = list(Picture.objects.newest_first()[:RECENT])
        if chosen and chosen not in recent:
            recent.insert(0, chosen)
        context = {
            "name": name,
            "id": (attrs or {}).get("id", ""),
            "chosen": chosen,
            "recent": recent,
            "accepted": ACCEPTED,
            "is_required": self.is_required,
        }
        return render_to_string("admin/library/_picker.html", context)

    def chosen(self, value: Any) -> Picture | None:
        """What was taken from a file sent along stays chosen when the form comes back."""
        if isinstance(value, UploadedFile):
            return getattr(value, "taken", None)
        key = str(value or "")
        return Picture.objects.filter(pk=key).first() if key.isdecimal() else None


class PictureChoice(forms.ModelChoiceField[Picture]):
    """A file sent along is taken into the library, whatever becomes of the rest of the form."""

    widget = PicturePicker

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"queryset": Picture.objects.all(), **kwargs})

    def clean(self, value: Any) -> Picture | None:
        if not isinstance(value, UploadedFile):
            chosen: Picture | None = super().clean(value)
            return chosen
        try:
            picture: Picture = taking.picture(value).row
        except BadPicture as refusal:
            raise ValidationError(str(refusal)) from None
        value.taken = picture  # type: ignore[attr-defined]
        return picture


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, each as it came: whether they can be taken is asked one by one."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [file for file in data or [] if file]
        if not files:
            raise ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    upload = FilesField(label=_("Files"), allow_empty_file=True)  # refused as no picture, by name


class PictureForm(forms.ModelForm[Picture]):
    class Meta:
        model = Picture
        fields = ("alt_ru", "alt_en", "credit", "focus_x", "focus_y")
