"""What the blog's templates need beyond the model."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from blog.models import Post, Topic
from blog.structured import news_article as describe
from core.html import json_ld

register = template.Library()


@register.simple_tag(takes_context=True)
def news_article(context: dict[str, Any], post: Post) -> SafeString:
    return json_ld(describe(post, context["root"]))


@register.inclusion_tag("blog/_topics.html")
def blog_topics() -> dict[str, Any]:
    """What the blog is about, for other pages. One query."""
    return {"topics": Topic.objects.all()}
