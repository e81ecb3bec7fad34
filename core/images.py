"""Uploaded pictures, decoded and encoded anew."""

from typing import Any


def reencode(file: Any) -> tuple[bytes, str, int, int]:
    raise NotImplementedError


class BadPicture(ValueError):
    pass
