"""Keyed hashes: an e-mail address and a Stripe id as the database may hold them for ever.

Whoever has the database and not the environment can turn neither back.
"""

import hashlib
import hmac

from django.conf import settings


def email_hash(address: str) -> str:
    """What stands for a donor's address, 64 hexadecimal digits. Case and outer spaces don't matter."""
    return _email_hash(settings.DONOR_KEY, address)


def email_hashes(address: str) -> list[str]:
    """By the present key first, then by those being retired: `rotate_donor_key` moves rows over."""
    return [
        _email_hash(key, address) for key in (settings.DONOR_KEY, *settings.DONOR_KEY_FALLBACKS)
    ]


def reference(stripe_id: str) -> str:
    """By which a row is known as the one of a Stripe object, also after the id itself is forgotten.

    Keyed with HASH_KEY, which never changes: there would be nothing to make a new one from.
    """
    return hmac.new(
        settings.HASH_KEY.encode(), f"stripe\0{stripe_id}".encode(), hashlib.sha256
    ).hexdigest()


def _email_hash(key: str, address: str) -> str:
    # Of Latin letters alone: Unicode's folding makes one of straße.de and strasse.de, two mailboxes
    folded = address.strip().encode(errors="replace").lower().decode()
    message = f"donor\0{folded}"
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()
