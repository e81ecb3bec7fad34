"""What an e-mail address tells by itself, before anything is sent to it."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings


def is_disposable(address: str) -> bool:
    """Whether its domain, or one above it, is in the file DISPOSABLE_DOMAINS; False without one.

    The file has a domain a line; what follows a # is a comment. It is read once and kept, so
    a changed file counts from the next start.
    """
    if not settings.DISPOSABLE_DOMAINS:
        return False
    listed = _domains(settings.DISPOSABLE_DOMAINS)
    labels = _ascii(address.rpartition("@")[2]).split(".")
    return any(".".join(labels[start:]) in listed for start in range(len(labels)))


@lru_cache(maxsize=1)
def _domains(path: str) -> frozenset[str]:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return frozenset(_ascii(line.partition("#")[0]) for line in lines) - {""}


def _ascii(domain: str) -> str:
    """One spelling for a domain: почта.рф and xn--80a1acny.xn--p1ai are the same."""
    domain = domain.strip().strip(".").lower()
    try:
        return domain.encode("idna").decode()
    except UnicodeError:  # no domain at all: other checks say so
        return domain
