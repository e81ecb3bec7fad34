"""Addresses of the desk's pages, for its templates."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def admin_page(opts: Any, page: str) -> str:
    """The name of a page of the admin that is about a model: "restore" of posts."""
    return f"admin:{opts.app_label}_{opts.model_name}_{page}"
