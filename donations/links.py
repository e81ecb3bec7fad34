"""The private link of a donor: whoever has it may see and change the donor's giving, for a while.

It is signed with SECRET_KEY and stored nowhere. It ends by its age, or when the donor's version of
links goes up: then no earlier one opens any more.
"""

from django.conf import settings
from django.core import signing
from django.db.models import F

from donations.models import Donor

SALT = "donations.links"
DAY = 24 * 3600  # seconds
SHORT = 2 * 3600  # seconds, for the way back from Stripe's page, which thereby learns the link


class Closed(Exception):
    """The link does not open: `is_old` when it once did."""

    def __init__(self, *, is_old: bool) -> None:
        super().__init__(is_old)
        self.is_old = is_old


def token(donor: Donor, seconds: int | None = None) -> str:
    """For addresses. Without `seconds`, good for DONATE_LINK_DAYS."""
    life = seconds or settings.DONATE_LINK_DAYS * DAY
    return _signer().sign_object([donor.pk, donor.links_version, life])


def opened(sent: str) -> Donor:
    """Whose link it is. Raises Closed. One query."""
    try:
        pk, version, life = _signer().unsign_object(sent)
        _signer().unsign_object(sent, max_age=life)
    except signing.SignatureExpired:
        raise Closed(is_old=True) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise Closed(is_old=False) from None
    donor = Donor.objects.filter(pk=pk, links_version=version, forget_asked_on=None).first()
    if donor is None:
        raise Closed(is_old=True)
    return donor


def revoke(donor: Donor) -> None:
    """No link made before this opens any more."""
    Donor.objects.filter(pk=donor.pk).update(links_version=F("links_version") + 1)
    donor.refresh_from_db(fields=["links_version"])


def successor(sent: str, donor: Donor) -> str:
    """Another token, for as long as one that opened was made for: from a short one comes no long one."""
    _pk, _version, life = _signer().unsign_object(sent)
    return token(donor, life)


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=SALT)
