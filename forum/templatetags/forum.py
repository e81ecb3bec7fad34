"""What the forum's templates need beyond the models, and what it shows on others' pages."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from core.html import json_ld
from core.languages import current_language
from core.templatetags.veche import MOMENT, written
from forum import reading, structured
from forum.bylines import author_name
from forum.models import Post, Section, Topic
from forum.standing import Standing

register = template.Library()

NBSP = "\N{NO-BREAK SPACE}"
THIS_YEAR = {"ru": f"j{NBSP}E, H:i", "en": f"j{NBSP}F, H:i"}
OLDER = {"ru": f"j{NBSP}E Y", "en": f"j{NBSP}F Y"}
LIVE = 4  # topics on the home page

register.filter("author_name", author_name)


@register.simple_tag
def when(moment: datetime.datetime) -> SafeString:
    """The hour this year, the day before; the exact moment for machines and for a resting pointer."""
    local = timezone.localtime(moment)
    is_recent = local.year == timezone.localtime().year
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        written(local, MOMENT),
        written(local, THIS_YEAR if is_recent else OLDER),
    )


@register.simple_tag(takes_context=True)
def topic_structured(
    context: dict[str, Any], topic: Topic, opening: Post, answer: Post | None
) -> SafeString:
    """The topic as JSON-LD, on its first page."""
    return json_ld(structured.topic(topic, opening, answer, context["root"]))


@register.inclusion_tag("forum/_live.html", takes_context=True)
def live_topics(context: dict[str, Any]) -> dict[str, Any]:
    """Where people talk just now, for the home page. One query."""
    reader = context["request"].user
    topics = Topic.objects.visible_to(reader).listed()
    live = reading.slice_of(topics, "", reader, LIVE).topics
    return {"topics": live, "language": current_language()}


@register.inclusion_tag("forum/_ask.html", takes_context=True)
def ask_forum(context: dict[str, Any], title: str) -> dict[str, Any]:
    """The way to ask what was not found elsewhere, where every member may. One query."""
    sections = Section.objects.visible_to(context["request"].user).filter(starters=Standing.NEW)
    return {"section": sections.order_by("-is_questions", "order", "pk").first(), "title": title}


@register.inclusion_tag("forum/_posts_of.html", takes_context=True)
def posts_of(context: dict[str, Any], member: User) -> dict[str, Any]:
    """The latest a member wrote under their name, for their profile; no older than shows it. One query."""
    return {
        "posts": reading.posts_of(member, context["request"].user),
        "language": current_language(),
    }
