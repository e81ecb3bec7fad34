"""The secrets of a site run with `make run`: made once, kept in var/secrets.env, read by the settings."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

KEYS = ("SECRET_KEY", "HASH_KEY")


def ensure(path: Path) -> None:
    """Write the file, whole and with mode 0600, unless it is there or the environment has every secret."""
    if path.exists() or all(os.environ.get(key) for key in KEYS):
        return
    lines = [f"{key}={secrets.token_urlsafe(50)}\n" for key in KEYS]
    lines.append(
        "HTTPS=off\n"
    )  # made for this machine; a public site says HTTPS=on in its environment
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")
    draft = Path(name)
    try:
        with os.fdopen(handle, "w") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)  # unlike rename, it leaves the file of whoever was quicker
    finally:
        draft.unlink()
