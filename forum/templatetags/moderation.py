"""What moderators' pages need beyond the models, and the panel of the admin's index."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from forum.models import Post
from forum.moderation import queue
from forum.standing import Standing, is_moderator

register = template.Library()


@register.filter
def standing(value: int) -> str:
    return str(Standing(value).label)


@register.filter
def body(post: Post) -> SafeString:
    """The text as its topic shows it; names in it lead nowhere here."""
    return post.html({})


@register.inclusion_tag("admin/forum/_panel.html", takes_context=True)
def moderation_panel(context: dict[str, Any]) -> dict[str, Any]:
    """How much waits, for those who may decide. One query."""
    is_shown = is_moderator(context["request"].user)
    return {"is_shown": is_shown, "count": queue.open_count() if is_shown else 0}
