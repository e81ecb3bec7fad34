"""Signing in by name or address. Whoever doesn't exist costs as much time as who does."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from accounts.models import User


class Backend(AuthenticationBackend):
    def _authenticate_by_username(self, username: str, password: str) -> AbstractBaseUser | None:
        """The name however its letters were typed: allauth would scan the table for it."""
        return self._check_password(User.objects.named(username).first(), password)
