"""The secrets of a site run with `make run`: made once, kept in var/secrets.env, read by the settings."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

KEYS = ("SECRET_KEY", "HASH_KEY")


def ensure(path: Path) -> None:
    """Write the file, mode 0600 and whole or not at all, unless it or every secret is there."""
    if path.exists() or all(os.environ.get(key) for key in KEYS):
        return
    lines = [f"{key}={secrets.token_urlsafe(50)}\n" for key in KEYS]
    lines.append(
        "HTTPS=off\n"
    )  # made for this machine; a public site says HTTPS=on in its environment
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")  # mkstemp's mode is 0600
    try:
        with open(handle, "w") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)  # unlike rename, it leaves the file of whoever was quicker
    finally:
        os.unlink(draft)
