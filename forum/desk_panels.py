"""What of the forum waits for moderators, on the admin's start page."""

from django.http import HttpRequest

from core.panels import Panel, Told, register
from forum.moderation import queue
from forum.standing import is_moderator


def may_decide(request: HttpRequest) -> bool:
    return is_moderator(request.user)


def waiting(_request: HttpRequest) -> Told:
    """How much. One query."""
    return {"count": queue.open_count()}


register(
    Panel(
        template="admin/forum/_panel.html",
        may_see=may_decide,
        told=waiting,
        styles=("css/queue.css",),
        app="forum",
    )
)
