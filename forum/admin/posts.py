"""Topics and posts to be found and read; what is done to them is done by verbs, on the forum's pages."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.admin import claims
from forum.admin.showing import ShownAdmin
from forum.bylines import author_name
from forum.models import Post, Topic


@admin.register(Topic)
class TopicAdmin(ShownAdmin):
    list_display = ("title", "section", "created_at", "reply_count", "view_count", "state")
    list_filter = (
        "section",
        ("hidden_at", admin.EmptyFieldListFilter),
        ("locked_at", admin.EmptyFieldListFilter),
        ("pinned_until", admin.EmptyFieldListFilter),
    )
    list_select_related = ("section",)
    search_fields = ("title",)
    ordering = ("-last_posted_at",)
    fields = (
        "title", "section", "created_at", "reply_count", "view_count", "lost_reply_count",
        "locked_at", "pinned_until", "held_at", "hidden_at", "merged_into", "moderate",
    )  # fmt: skip
    readonly_fields = ("moderate",)

    @admin.display(description=gettext_lazy("state"))
    def state(self, topic: Topic) -> str:
        states = {
            _("merged"): topic.merged_into_id,
            _("hidden"): topic.hidden_at,
            _("waits"): topic.held_at,
            _("locked"): topic.locked_at,
        }
        return ", ".join(word for word, is_so in states.items() if is_so)

    @admin.display(description=gettext_lazy("in the forum"))
    def moderate(self, topic: Topic) -> SafeString:
        address = reverse("forum:moderate-topic", args=[topic.pk])
        return format_html('<a href="{}">{}</a>', address, _("Moderate this topic"))


@admin.register(Post)
class PostAdmin(ShownAdmin):
    """An author who isn't named isn't named here either."""

    list_display = ("excerpt", "by", "topic", "created_at", "held_at", "hidden_at", "deleted_at")
    list_filter = (
        ("held_at", admin.EmptyFieldListFilter),
        ("hidden_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("topic", "author")
    search_fields = ("=author__name", "=imported_author", "plain")
    search_help_text = gettext_lazy("An author’s whole name, or words of the text")
    ordering = ("-created_at",)
    fields = (
        "topic", "number", "by", "text", "created_at", "edited_at", "held_at", "hidden_at",
        "deleted_at", "like_count", "moderate",
    )  # fmt: skip
    readonly_fields = ("by", "moderate")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(claims.claims)
        return [path("claims/", view, name="forum_claims"), *super().get_urls()]

    @admin.display(description=gettext_lazy("text"))
    def excerpt(self, post: Post) -> str:
        return post.plain[:80] or "—"

    @admin.display(description=gettext_lazy("author"))
    def by(self, post: Post) -> str:
        return author_name(post)

    @admin.display(description=gettext_lazy("in the forum"))
    def moderate(self, post: Post) -> SafeString:
        address = reverse("forum:moderate-post", args=[post.pk])
        return format_html('<a href="{}">{}</a>', address, _("Moderate this post"))
