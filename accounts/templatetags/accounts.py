"""How other features' pages name the author of a text."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from accounts.authorship import shown_author
from accounts.models import User

register = template.Library()


@register.inclusion_tag("accounts/_author.html")
def author(user: User | None, written_at: datetime) -> dict[str, Any]:
    """Picture and name, or a word for who isn't named; alike for all of those. No query."""
    return {"member": shown_author(user, written_at, timezone.now()), "is_gone": user is None}
