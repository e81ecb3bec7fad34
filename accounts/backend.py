"""Signing in by name or address. Whoever doesn't exist costs as much time as who does."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from accounts.models import User


class Backend(AuthenticationBackend):
    def _authenticate(self, request: HttpRequest | None, **credentials: str) -> User | None:
        """Check the password of at most one account, and so once.

        allauth tries an address as a name and again as an address, and an account that exists would
        answer later than one that doesn't. When nobody is found, `authenticate` hashes for nobody.
        """
        login = credentials.get("username") or credentials.get("email") or ""
        user = self._by_address(login) if "@" in login else User.objects.named(login).first()
        found: AbstractBaseUser | None = self._check_password(user, credentials["password"])
        return found if isinstance(found, User) else None

    def _by_address(self, address: str) -> User | None:
        users = filter_users_by_email(address, prefer_verified=True, for_login=True)
        return next(iter(users), None)
