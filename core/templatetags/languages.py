"""What templates ask about languages."""

from django import template

register = template.Library()


@register.filter
def address(alternates: dict[str, str], language: str) -> str:
    """The page's address in a language; that language's front page when it has none there."""
    return alternates.get(language, f"/{language}/")
