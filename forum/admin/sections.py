"""Sections: their order, colours, and who may do what there; discussions of pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from core.cards import CardForm
from core.languages import LANGUAGES
from forum.admin.showing import Moderated
from forum.models import Discussion, Section

NAMES = [f"name_{code}" for code in LANGUAGES]
DESCRIPTIONS = [f"description_{code}" for code in LANGUAGES]


class SectionForm(forms.ModelForm[Section]):
    """One language is enough."""

    class Meta:
        model = Section
        fields = (
            *NAMES, *DESCRIPTIONS, "slug", "parent", "order", "colour", "icon", "readers", "starters",
            "repliers", "history_readers", "is_questions", "allows_anonymous", "approves_new",
            "takes_discussions",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NAMES:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(name) for name in NAMES):
            raise ValidationError(_("A name is needed in one language at least."))
        return data


@admin.register(Section)
class SectionAdmin(TranslationAdmin):  # type: ignore[type-arg]
    form = SectionForm
    list_display = ("__str__", "order", "parent", "readers", "starters", "approves_new")
    list_editable = ("order",)
    list_select_related = ("parent",)
    fieldsets = (
        (None, {"fields": (*NAMES, *DESCRIPTIONS, "slug", "parent")}),
        (_("Looks"), {"fields": ("order", "colour", "icon")}),
        (_("Who may do what"), {"fields": ("readers", "starters", "repliers", "history_readers")}),
        (
            _("Ways"),
            {"fields": ("is_questions", "allows_anonymous", "approves_new", "takes_discussions")},
        ),
    )

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[CardForm]:
        return CardForm


@admin.register(Discussion)
class DiscussionAdmin(Moderated, admin.ModelAdmin[Discussion]):
    list_display = ("key", "section", "topic", "closed_at", "switched_off_at")
    list_select_related = ("section", "topic")
    search_fields = ("key",)
    fields = ("key", "section", "topic", "closed_at", "switched_off_at")
    readonly_fields = ("topic",)
