"""What the forum's lists in the admin have in common: moderators see them, and act by verbs only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest

from accounts.models import User
from forum.standing import is_moderator


def moderator_of(request: HttpRequest) -> User:
    """Raises PermissionDenied."""
    if isinstance(request.user, User) and is_moderator(request.user):
        return request.user
    raise PermissionDenied


class Shown:
    """Nothing is added, changed or deleted by typing over it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and is_moderator(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class Moderated(Shown):
    """What moderators write themselves."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    has_change_permission = has_delete_permission = has_add_permission


class ShownAdmin(Shown, admin.ModelAdmin[Any]):
    list_per_page = 50
    show_full_result_count = False  # counting a million posts for a figure nobody needs
