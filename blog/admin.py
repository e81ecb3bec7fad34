"""The blog in the admin: plain for now, with every field in both languages."""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from PIL import Image

from accounts import time_zones
from blog import redirect_admin, redirecting  # noqa: F401  the first registers itself
from blog.models import MOMENTS, RESERVED_SLUG, Author, Post, Topic
from core import html, slugs
from core.languages import LANGUAGES
from editing import drafting, history, rules, saving
from editing.kinds import kind_of
from editing.models import Revision
from editing.refusals import Conflict, NotAllowed

WRITTEN = ("title", "slug", "body")
LARGEST = 20 * 1024 * 1024  # bytes of a cover


class PostForm(forms.ModelForm[Post]):
    """A post in one language or more; neither is required, but one has to be whole."""

    class Meta:
        model = Post
        fields = (
            *(
                f"{field}_{code}"
                for field in ("title", "slug", "summary", "body", "cover_alt", "published_at")
                for code in LANGUAGES
            ),
            "cover",
            "author",
            "topics",
        )

    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    person: Any = None  # who fills it in: their words are kept when somebody else was quicker

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["based_on"] = history.latest(self.instance)
        city = time_zones.city(timezone.get_current_timezone_name())
        for name in MOMENTS:  # the editor's own clock, as everywhere in their pages
            self.fields[name].help_text = _("Time in %(city)s.") % {"city": city}
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
        if theirs := history.newer(self.instance, data.get("based_on") or 0):
            self.refuse(theirs, data)
        return data

    def refuse(self, theirs: Revision, data: dict[str, Any]) -> None:
        """Not over somebody else's words, until this person has heard of them. Nothing is lost."""
        if self.person is not None:
            mine = saving.keepable(kind_of(Post), self.edited(data))
            drafting.keep(self.person, self.instance, mine, based_on=data.get("based_on") or 0)
        given: Any = self.data
        given = given.copy()
        given[self.add_prefix("based_on")] = str(theirs.number)  # whoever saves again has heard
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
        return {name: data[name] for name in kind_of(Post).names if name in data}

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
                or redirecting.is_held(slug)
                or others.filter(**{f"slug_{language}": slug}).exists()
            )

        return slugs.unique(slugs.slugify(title, language), is_taken)


@admin.register(Post)
class PostAdmin(TranslationAdmin):  # type: ignore[type-arg]
    form = PostForm
    list_display = ("__str__", *MOMENTS, "author")
    list_filter = ("topics", "author")
    search_fields = [f"title_{code}" for code in LANGUAGES]
    date_hierarchy = "published_at"
    filter_horizontal = ("topics",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        """Of who doesn't publish, what they began: that alone opens, by whatever address."""
        rows = super().get_queryset(request).defer(*(f"body_{code}" for code in LANGUAGES), "body")
        person: Any = request.user
        return (
            rows if rules.may_publish(person, Post) else rows.filter(rules.begun_by(person, Post))
        )

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        person: Any = request.user
        return super().has_change_permission(request, obj) and (
            obj is None or rules.may_change(person, obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """Readers may have it, or may have had it: for who publishes."""
        person: Any = request.user
        return super().has_delete_permission(request, obj) and rules.may_publish(person, Post)

    def get_fieldsets(self, request: HttpRequest, obj: Post | None = None) -> Any:
        """Beside the columns of a post, which revision of it the page shows."""
        return [*super().get_fieldsets(request, obj), (None, {"fields": ["based_on"]})]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.person = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Post, form: Any, change: bool) -> None:
        data = form.cleaned_data
        based_on = data.get("based_on") or 0
        saving.save(obj, form.edited(data), by=form.person, based_on=based_on)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """What the form could not foresee: two who saved in the same second, a right it can't see."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Conflict as conflict:
            person: Any = request.user
            drafting.keep_refused(person, conflict)
            self.message_user(
                request,
                _("Somebody saved this text in the same moment. Yours is kept as your draft."),
                messages.ERROR,
            )
            return redirect(request.path)
        except NotAllowed:
            raise PermissionDenied from None

    def delete_model(self, request: HttpRequest, obj: Post) -> None:
        person: Any = request.user
        saving.delete(obj, by=person)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        for post in queryset:
            self.delete_model(request, post)


@admin.register(Topic)
class TopicAdmin(TranslationAdmin):  # type: ignore[type-arg]
    list_display = ("title",)


@admin.register(Author)
class AuthorAdmin(TranslationAdmin):  # type: ignore[type-arg]
    list_display = ("name",)
