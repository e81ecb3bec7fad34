"""The groups of staff, and what each may do: exactly what its part of the admin asks for.

They are parts, not ranks: whoever does two things is in two groups, and may do what both may, no more.
No group may give rights, or it would give itself all; that is left to superusers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.utils.functional import _StrPromise

PREFIX = "staff."  # of names in the database: nobody has a group of such a name already


def all_of(app: str, *models: str) -> Iterator[str]:
    for model in models:
        yield from (f"{app}.{action}_{model}" for action in ("view", "add", "change", "delete"))


def sight_of(app: str, *models: str) -> Iterator[str]:
    yield from (f"{app}.view_{model}" for model in models)


GROUPS: dict[str, frozenset[str]] = {
    # What they began, as long as readers don't have it: see editing.rules
    "author": frozenset(
        {
            *("blog.view_post", "blog.add_post", "blog.change_post"),
            *("library.view_picture", "library.add_picture", "library.change_picture"),
            *("library.view_document", "library.add_document", "library.change_document"),
        }
    ),
    "editor": frozenset(
        {
            *all_of("blog", "post", "topic", "author", "redirect"),
            "blog.publish_post",
            *all_of("pages", "page", "menuitem"),
            "pages.publish_page",
            *all_of("library", "picture", "document"),
            *all_of("search", "spelling", "bestbet"),
            "search.view_miss",
            "search.delete_miss",
        }
    ),
    "moderator": frozenset({"forum.moderate"}),  # which opens all of the forum but its sections
    "treasurer": frozenset(
        {
            *all_of("donations", "campaign", "campaignrate", "use"),
            *sight_of("donations", "payment", "refund", "dispute", "checkout", "subscription"),
            *sight_of("donations", "event", "reconciliation", "difference"),
            "donations.refund_payment",
            "donations.export_payment",
            "donations.stop_subscription",
            "donations.change_event",
        }
    ),
    "administrator": frozenset(
        {*all_of("accounts", "user"), "auth.view_group", *all_of("forum", "section")}
    ),
}
LABELS: dict[str, _StrPromise] = {
    "author": pgettext_lazy("group of staff", "Authors"),
    "editor": pgettext_lazy("group of staff", "Editors"),
    "moderator": pgettext_lazy("group of staff", "Moderators"),
    "treasurer": pgettext_lazy("group of staff", "Treasurers"),
    "administrator": pgettext_lazy("group of staff", "Administrators"),
}


def is_ours(group: Group) -> bool:
    return group.name.removeprefix(PREFIX) in LABELS and group.name.startswith(PREFIX)


def label(group: Group) -> str:
    """What a group is called, in the language in force."""
    return str(LABELS[group.name.removeprefix(PREFIX)]) if is_ours(group) else group.name


def write(apps: Apps, using: str) -> None:
    """Make the groups that are missing, and give each what it lacks. Twice is once.

    Called by migrations: a permission that isn't there yet, or no more, is left out, so that an old
    one runs beside newer code. Nothing is taken away: what a site gave a group besides stays.
    """
    for config in installed.get_app_configs():
        if config.label in apps.app_configs:  # Django makes permissions after all migrations
            create_permissions(config, verbosity=0, using=using, apps=apps)
    groups = apps.get_model("auth", "Group")._default_manager.using(using)
    for name, permissions in GROUPS.items():
        group: Any = groups.get_or_create(name=f"{PREFIX}{name}")[0]
        group.permissions.add(*known(apps, using, permissions))


def known(apps: Apps, using: str, permissions: Iterable[str]) -> list[Any]:
    """Those of the permissions that there are. By their code names: the others are for people."""
    wanted = set(permissions)
    rows = apps.get_model("auth", "Permission")._default_manager.using(using)
    apps_named = {each.partition(".")[0] for each in wanted}
    found = rows.filter(content_type__app_label__in=apps_named).select_related("content_type")
    return [row for row in found if f"{row.content_type.app_label}.{row.codename}" in wanted]
