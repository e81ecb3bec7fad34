"""What of the donations goes on and what waits, on the admin's start page."""

from typing import Any

from django.http import HttpRequest

from core.panels import Panel, Told, register
from donations import treasury


def may_see_payments(request: HttpRequest) -> bool:
    person: Any = request.user
    return bool(person.has_perm("donations.view_payment"))


def glance(_request: HttpRequest) -> Told:
    """Two queries."""
    return {"recurring": treasury.recurring(), "waiting": treasury.waiting()}


register(
    Panel(
        template="admin/donations/_panel.html",
        may_see=may_see_payments,
        told=glance,
        styles=("css/treasury.css",),
        app="donations",
    )
)
