"""Discussions of blog posts: the blog's admin says where and whether, the forum holds them.

Neither knows the other. A post's discussion is called `post-<number>`; the tag in the post's template
and the admin here agree on that.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from blog.admin import PostAdmin, PostForm
from blog.models import Post
from forum import discussing
from forum.demo import writing
from forum.models import Discussion, Section

DEMO_POSTS = 40  # the newest, among which the written ones are
FIELDS = ("discussion_section", "discussion_is_closed", "discussion_is_off")


def key_of(post: Post) -> str:
    return f"post-{post.pk}"


def write_demo() -> int:
    """What is said about the demo posts; how many replies were added."""
    abouts = (
        discussing.About(key_of(post), title, post.address_in(code), code)
        for post in Post.objects.newest_first()[:DEMO_POSTS]
        for code, title in post.translations("title")
    )
    return sum(map(writing.write_discussion, abouts))


def row_of(post: Post | None) -> Discussion | None:
    return Discussion.objects.filter(key=key_of(post)).first() if post and post.pk else None


def arranged(row: Discussion) -> dict[str, Any]:
    """As the form has it."""
    values = (row.section_id, row.closed_at is not None, row.switched_off_at is not None)
    return dict(zip(FIELDS, values, strict=True))


class DiscussedPostForm(PostForm):
    discussion_section = forms.ModelChoiceField(
        Section.objects.in_order(),
        label=_("Discussed in"),
        required=False,
        empty_label=_("as usual"),
        help_text=_("Once somebody has replied, moderators move the topic in the forum."),
    )
    discussion_is_closed = forms.BooleanField(
        label=_("Discussion closed"),
        required=False,
        help_text=_("What was said stays to be read; nobody can reply."),
    )
    discussion_is_off = forms.BooleanField(
        label=_("No discussion"),
        required=False,
        help_text=_("Nothing is shown under the post. A topic that is there stays in the forum."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        row = row_of(kwargs.get("instance"))
        kwargs["initial"] = (arranged(row) if row else {}) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if row:
            self.fields["discussion_section"].disabled = row.topic_id is not None

    def arrange(self, post: Post) -> None:
        data = self.cleaned_data
        discussing.arrange(
            key_of(post),
            data["discussion_section"],
            is_closed=data["discussion_is_closed"],
            is_off=data["discussion_is_off"],
        )


admin.site.unregister(Post)


@admin.register(Post)
class DiscussedPostAdmin(PostAdmin):
    form = DiscussedPostForm

    def get_fieldsets(self, request: HttpRequest, obj: Post | None = None) -> Any:
        """Beside the post’s own, those of no column of it."""
        return [*super().get_fieldsets(request, obj), (_("Discussion"), {"fields": FIELDS})]

    def save_model(self, request: HttpRequest, obj: Post, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        form.arrange(obj)
