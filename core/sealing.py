"""Secrets at rest: what the database holds sealed, a stolen copy of it does not tell."""

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12  # bytes, drawn anew each time; enough for 2³² seals by one key (NIST SP 800-38D, 8.3)
KEY = 32  # bytes: AES-256


class Broken(ValueError):
    """The text was not sealed by this site, or by a key it no longer has."""


def seal(text: str) -> str:
    """Encrypted and authenticated (AES-256-GCM), in ASCII about 4/3 as long plus 40.

    The key is derived from SECRET_KEY; SECRET_KEY_FALLBACKS still open what older ones sealed.
    """
    nonce = os.urandom(NONCE)
    box = nonce + _box(settings.SECRET_KEY).encrypt(nonce, text.encode(), None)
    return base64.urlsafe_b64encode(box).decode()


def unseal(sealed: str) -> str:
    """What `seal` was given. Raises Broken."""
    try:
        box = base64.b64decode(sealed, altchars=b"-_", validate=True)
    except ValueError:
        raise Broken from None
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _box(secret).decrypt(box[:NONCE], box[NONCE:], None).decode()
        except (InvalidTag, ValueError):  # by another key, touched, or too short to be anything
            continue
    raise Broken


@lru_cache(maxsize=4)
def _box(secret: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=KEY, salt=None, info=b"core.sealing aes-256-gcm")
    return AESGCM(derived.derive(secret.encode()))
