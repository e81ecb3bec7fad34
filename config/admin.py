"""Where the admin is put together: what joins two features, and what staff have no need to see.

Of a library's pages that is the queue, which shows letters on their way, with addresses: a staff
session in the wrong hands should not open them.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from procrastinate.contrib.django.models import ProcrastinateJob

from config import discussing, groups  # noqa: F401  the first registers the blog's posts anew

admin.site.unregister(ProcrastinateJob)
admin.site.unregister(Group)
Group.add_to_class("__str__", groups.label)  # wherever the admin names one


@admin.register(Group)
class NamedGroupAdmin(GroupAdmin):
    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> Any:
        """By their names migrations find our own."""
        return ("name",) if obj and groups.is_ours(obj) else ()
