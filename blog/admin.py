"""The blog in the admin: posts at the writing desk, topics and authors in plain forms."""

import operator
from functools import reduce
from typing import Any

from django.contrib import admin
from django.contrib.postgres.search import SearchVectorExact
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from accounts import time_zones
from blog import redirect_admin, redirecting  # noqa: F401  the first registers itself
from blog.models import RESERVED_SLUG, Author, Post, Topic
from core.languages import LANGUAGES
from core.prose import BodyWidget
from editing import rules
from editing.desk.page import DeskAdmin
from editing.desk.text_form import TextForm
from library import showing
from library.forms import PictureChoice
from search import beginnings
from search.columns import title_words
from search.sources import NONE

CHOOSER = reverse_lazy("admin:library_picture_choose")
ADDER = reverse_lazy("admin:library_picture_add")


class PostForm(TextForm):
    cover = PictureChoice(label=_("Cover"), required=False)

    class Meta:
        model = Post
        fields = (
            *(
                f"{field}_{code}"
                for field in ("title", "slug", "summary", "body")
                for code in LANGUAGES
            ),
            "cover",
            "author",
            "topics",
        )
        widgets = {
            "topics": CheckboxSelectMultiple,
            **{
                f"body_{code}": BodyWidget({"lang": code}, chooser=CHOOSER, adder=ADDER)
                for code in LANGUAGES
            },
        }

    def clean_text(self, body: str, language: str) -> str:
        return showing.with_kinds(super().clean_text(body, language), language)

    def is_reserved(self, slug: str) -> bool:
        return bool(RESERVED_SLUG.fullmatch(slug)) or redirecting.is_held(slug)


@admin.register(Post)
class PostAdmin(DeskAdmin):
    form = PostForm
    narrowed_by = {"topic": "topics", "author": "author"}
    labelled_by = "topic"

    def having(self, text: str) -> Q:
        """What is whole by all its words, what isn't yet by its title."""
        asked = beginnings.begun(text)
        if asked is None:
            return NONE
        whole = [Q((f"search_{code}", asked)) for code in LANGUAGES]
        titles = [  # looked into where there is no column of words yet: that takes its time
            Q((f"search_{code}__isnull", True))
            & Q(SearchVectorExact(title_words(f"title_{code}"), asked))
            for code in LANGUAGES
        ]
        return reduce(operator.or_, whole + titles)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        """Of who doesn't publish, what they began: that alone opens, by whatever address."""
        rows = super().get_queryset(request).defer(*(f"body_{code}" for code in LANGUAGES), "body")
        person: Any = request.user
        return (
            rows if rules.may_publish(person, Post) else rows.filter(rules.begun_by(person, Post))
        )

    def has_delete_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """Readers may have it, or may have had it: for who publishes."""
        person: Any = request.user
        return super().has_delete_permission(request, obj) and rules.may_publish(person, Post)

    def clock(self) -> str:
        return time_zones.city(super().clock())


@admin.register(Topic)
class TopicAdmin(TranslationAdmin):  # type: ignore[type-arg]
    list_display = ("title",)


@admin.register(Author)
class AuthorAdmin(TranslationAdmin):  # type: ignore[type-arg]
    list_display = ("name",)
