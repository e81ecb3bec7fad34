"""What is said about something of another feature, shown on its own page."""

from __future__ import annotations

from typing import Any

from django import template

from core.languages import current_language
from forum import discussing
from forum.bylines import author_name

register = template.Library()
register.filter("author_name", author_name)


@register.inclusion_tag("forum/_discussion.html", takes_context=True)
def discussion(
    context: dict[str, Any], kind: str, number: int, title: str, address: str
) -> dict[str, Any]:
    """The last replies and the way to all of them, or to the first one. Two queries; no cookie.

    `kind` and `number` are the key: `{% discussion "post" post.pk post.title address %}`.
    """
    language = current_language()
    about = discussing.About(f"{kind}-{number}", title, address, language)
    state = discussing.state_of(about.key, context["request"].user)
    return {"state": state, "about": about, "language": language}
