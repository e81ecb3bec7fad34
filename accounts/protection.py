"""What stands between an account and its loss: the ways in, and the ways back."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from accounts import mailing
from accounts.models import User

FEW = 3  # recovery codes; time to make new ones


@dataclass(frozen=True)
class Protection:
    address: str | None
    codes_left: int
    passkeys: int
    has_app: bool

    @property
    def has_second_factor(self) -> bool:
        return self.has_app or self.passkeys > 0

    @property
    def has_way_back(self) -> bool:
        """Whether a forgotten password can be replaced."""
        return bool(self.address or self.codes_left)

    @property
    def is_running_out(self) -> bool:
        """Whether the only way back will soon be gone."""
        return not self.address and 0 < self.codes_left <= FEW


def protection_of(user: User) -> Protection:
    """Two queries."""
    authenticators = list(Authenticator.objects.filter(user=user))
    codes = [each for each in authenticators if each.type == Authenticator.Type.RECOVERY_CODES]
    types = [each.type for each in authenticators]
    return Protection(
        address=mailing.address_of(user),
        codes_left=sum(len(each.wrap().get_unused_codes()) for each in codes),
        passkeys=types.count(Authenticator.Type.WEBAUTHN),
        has_app=Authenticator.Type.TOTP in types,
    )
