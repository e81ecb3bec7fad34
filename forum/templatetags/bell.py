"""The bell in the page's head: how much a member has not read yet."""

from typing import Any

from django import template
from django.template.context import Context

from accounts.models import User
from forum import noticing

register = template.Library()


@register.inclusion_tag("forum/_bell.html", takes_context=True)
def bell(context: Context) -> dict[str, Any]:
    """Nothing for strangers, and no query. One query for members."""
    user = context.get("user")
    if not isinstance(user, User):
        return {"count": None}
    count = noticing.count(user)
    most = noticing.MOST_COUNTED
    return {"count": count, "shown": str(count) if count <= most else f"{most}+"}
