"""The blog in the admin: plain for now, with every field in both languages."""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from PIL import Image

from blog.models import RESERVED_SLUG, Author, OldAddress, Post, Topic
from core import html, slugs
from core.languages import LANGUAGES
from core.prose import BodyWidget

WRITTEN = ("title", "slug", "body")
LARGEST = 20 * 1024 * 1024  # bytes of a cover


class PostForm(forms.ModelForm[Post]):
    """A post in one language or more; neither is required, but one has to be whole."""

    class Meta:
        model = Post
        fields = (
            *(
                f"{field}_{code}"
                for field in ("title", "slug", "summary", "body", "cover_alt")
                for code in LANGUAGES
            ),
            "cover",
            "author",
            "topics",
            "published_at",
        )
        widgets = {f"body_{code}": BodyWidget({"lang": code}) for code in LANGUAGES}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (f"{field}_{code}" for field in WRITTEN for code in LANGUAGES):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Bodies pass the one cleaner; an address left empty is made from the title."""
        data = super().clean() or {}
        for code in LANGUAGES:
            title, body = data.get(f"title_{code}"), data.get(f"body_{code}")
            if body:
                data[f"body_{code}"] = html.clean(body)
            if title and not data.get(f"slug_{code}") and f"slug_{code}" not in self.errors:
                data[f"slug_{code}"] = self.free_slug(title, code)
        if not any(data.get(f"title_{code}") and data.get(f"body_{code}") for code in LANGUAGES):
            self.add_error(None, _("A post needs a title and a text in one language at least."))
        return data

    def clean_cover(self) -> Any:
        """A picture of bearable size, of the kind its name says: a browser is told the kind by the name."""
        cover = self.cleaned_data["cover"]
        if cover and "cover" in self.changed_data:
            if cover.size > LARGEST:
                raise ValidationError(_("A picture may have 20 MB at most."))
            kind = Image.registered_extensions().get(Path(cover.name).suffix.lower())
            if kind != cover.image.format:
                raise ValidationError(_("The picture is of another kind than its name says."))
        return cover

    def free_slug(self, title: str, language: str) -> str:
        others = Post.objects.exclude(pk=self.instance.pk)

        def is_taken(slug: str) -> bool:
            return bool(
                RESERVED_SLUG.fullmatch(slug)
                or others.filter(**{f"slug_{language}": slug}).exists()
            )

        return slugs.unique(slugs.slugify(title, language), is_taken)


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
