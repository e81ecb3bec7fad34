"""Accounts in the admin: the name, what it may do, and nothing a database thief could use."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import closing
from accounts.models import User

# Addresses and keys are the member's own business; and the admin's log would keep what it saw of them
# after they are gone.
admin.site.unregister([EmailAddress, Authenticator])


RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser


class UserCreationForm(AdminUserCreationForm[User]):
    class Meta:
        model = User
        fields = ("name",)


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    add_form = UserCreationForm
    list_display = ("name", "is_staff", "is_active", "joined_at")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("name",)
    ordering = ("name",)
    fieldsets = (
        (None, {"fields": ("name", "password", "language")}),
        (
            _("Permissions"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
    )
    add_fieldsets = ((None, {"fields": ("name", "usable_password", "password1", "password2")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Who may change accounts gives no rights, or they would give themselves all."""
        return () if _is_superuser(request) else RIGHTS

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A superuser's name and password are for superusers."""
        is_above = bool(obj and obj.is_superuser) and not _is_superuser(request)
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Superusers lose that right first: nobody removes the last one."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_superuser)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """As if they had closed the account themselves; what they have written stays."""
        closing.close(obj, erase_texts=False)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            closing.close(user, erase_texts=False)
