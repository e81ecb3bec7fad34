"""The blog in the admin: plain for now, with every field in both languages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from blog.models import Author, OldAddress, Post, Topic
from core import html
from core.languages import LANGUAGES


class PostForm(forms.ModelForm[Post]):
    class Meta:
        model = Post
        fields = "__all__"  # noqa: DJ007  modeltranslation makes fields per language of it

    def clean(self) -> dict[str, Any]:
        """Bodies pass the one cleaner, so that what is stored is what is shown."""
        data = super().clean() or {}
        for code in LANGUAGES:
            if data.get(f"body_{code}"):
                data[f"body_{code}"] = html.clean(data[f"body_{code}"])
        return data


@admin.register(Post)
class PostAdmin(TranslationAdmin):  # type: ignore[type-arg]
    form = PostForm
    list_display = ("__str__", "published_at", "author")
    list_filter = ("topics", "author")
    search_fields = [f"title_{code}" for code in LANGUAGES]
    date_hierarchy = "published_at"
    filter_horizontal = ("topics",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return super().get_queryset(request).defer(*(f"body_{code}" for code in LANGUAGES), "body")


@admin.register(Topic)
class TopicAdmin(TranslationAdmin):  # type: ignore[type-arg]
    list_display = ("title",)


@admin.register(Author)
class AuthorAdmin(TranslationAdmin):  # type: ignore[type-arg]
    list_display = ("name",)


@admin.register(OldAddress)
class OldAddressAdmin(admin.ModelAdmin[OldAddress]):
    list_display = ("path", "language", "post")
    search_fields = ("path",)
    raw_id_fields = ("post",)
