"""Signing in by name or address. Whoever doesn't exist costs as much time as who does."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class Backend(AuthenticationBackend):
    def _authenticate_by_username(self, username: str, password: str) -> User | None:
        """The name however its letters were typed: allauth would scan the table for it."""
        found: User | None = self._check_password(
            User.objects.named(username).first() if username else None, password
        )
        return found
