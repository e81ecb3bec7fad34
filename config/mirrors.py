"""Other addresses of the site, in a list that readers can check whoever hands it to them.

Signed as minisign does (https://jedisct1.github.io/minisign/#signature-format): anybody's copy of
the list can be trusted who kept the public key from a day when he trusted this site.
"""

import datetime
import hashlib
import json
from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control


def private_key() -> Ed25519PrivateKey:
    seed = hashlib.blake2b(settings.MIRRORS_KEY.encode(), digest_size=32, person=b"veche mirrors")
    return Ed25519PrivateKey.from_private_bytes(seed.digest())


def public_bytes() -> bytes:
    return private_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id() -> bytes:
    """Eight bytes by which minisign tells keys apart; they prove nothing."""
    return hashlib.blake2b(public_bytes(), digest_size=8).digest()


def public_key() -> str:
    """As `minisign -P` takes it."""
    return b64encode(b"Ed" + key_id() + public_bytes()).decode()


def onion() -> str:
    return f"http://{settings.ONION_HOST}/" if settings.ONION_HOST else ""


def listed(day: datetime.date) -> bytes:
    """The list as a file; the same bytes all day, in whichever process it is made."""
    content = {"mirrors": settings.MIRRORS, "onion": onion() or None, "issued": day.isoformat()}
    return (json.dumps(content, indent=2) + "\n").encode()


def signed(content: bytes, day: datetime.date) -> bytes:
    """The .minisig of a file. “ED” says that its BLAKE2b was signed; the comment is signed, too."""
    key = private_key()
    signature = key.sign(hashlib.blake2b(content).digest())
    comment = f"the list of mirrors as of {day.isoformat()}"
    lines = (
        "untrusted comment: verify with minisign -Vm mirrors.json -P and the public key you kept",
        b64encode(b"ED" + key_id() + signature).decode(),
        f"trusted comment: {comment}",
        b64encode(key.sign(signature + comment.encode())).decode(),
    )
    return "".join(f"{line}\n" for line in lines).encode()


def today() -> datetime.date:
    """In UTC: mirrors stand in many time zones."""
    return timezone.now().astimezone(datetime.UTC).date()


@cache_control(public=True, no_cache=True)  # yesterday's list would fail today's signature
def document(request: HttpRequest) -> HttpResponse:
    return HttpResponse(listed(today()), content_type="application/json")


@cache_control(public=True, no_cache=True)
def signature(request: HttpRequest) -> HttpResponse:
    day = today()
    return HttpResponse(signed(listed(day), day), content_type="text/plain; charset=utf-8")


def page(request: HttpRequest) -> HttpResponse:
    """The same list for people, with the public key and how to check."""
    context = {"mirrors": settings.MIRRORS, "onion": onion(), "public_key": public_key()}
    return render(request, "mirrors.html", context)
