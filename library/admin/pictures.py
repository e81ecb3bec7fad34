"""Pictures: a grid of them, and the page on which one is described and its point chosen."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.images import BadPicture
from library import taking, tasks
from library.admin.uploading import LibraryAdmin, UsedFilter
from library.forms import ACCEPTED, PictureForm
from library.models import Picture


class AltFilter(admin.SimpleListFilter):
    title = _("what it shows")
    parameter_name = "alt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        missing = [
            (code, gettext("%(language)s: not said") % {"language": name})
            for code, name in settings.LANGUAGES
        ]
        return [("all", gettext("said in each language")), *missing]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        codes = [code for code, _name in settings.LANGUAGES]
        if value == "all":
            return queryset.filter(**{f"alt_{code}__gt": "" for code in codes})
        return queryset.without_alt(value) if value in codes else queryset


@admin.register(Picture)
class PictureAdmin(LibraryAdmin):
    form = PictureForm
    piece = "admin/library/_pictures.html"
    accepted = ACCEPTED
    refusal = BadPicture
    hint = _("Photographs lose what the camera wrote into them: where and when they were taken.")

    list_display = ("__str__",)
    list_filter = (UsedFilter, AltFilter)
    search_fields = ("alt",)
    list_per_page = 48
    fieldsets = (
        (None, {"fields": ("alt_ru", "alt_en", "credit")}),
        (
            _("Point that stays in sight"),
            {
                "fields": (("focus_x", "focus_y"),),
                "description": _("Where a page shows a piece of the picture, this is in it."),
            },
        ),
    )

    def take(self, file: Any) -> taking.Taken:
        return taking.picture(file)

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.cut != obj.focus:
            tasks.make_renditions.defer(picture_id=obj.pk)
