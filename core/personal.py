"""Personal data in a text: found and masked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    kind: str
    start: int
    end: int
    piece: str


labels: dict[str, str] = {}


def find(text: str) -> list[Finding]:
    return []


def may_be_published(kind: str) -> bool:
    return kind != "card"


def mask(text: str) -> str:
    return text
