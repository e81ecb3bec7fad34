"""The secrets of a site run with `make run`: made once, kept in var/secrets.env, read by the settings."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

KEYS = ("SECRET_KEY", "HASH_KEY", "MIRRORS_KEY", "DONOR_KEY")


def ensure(path: Path) -> None:
    """Write the secrets that neither the file nor the environment has; those there are stay."""
    if path.exists():
        _complete(path)
        return
    missing = [key for key in KEYS if not os.environ.get(key)]
    if not missing:
        return
    lines = [_line(key) for key in missing]
    if "SECRET_KEY" in missing:
        lines += _of_this_machine()
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


def _complete(path: Path) -> None:
    """Add what an older version of the site had no use for. Of two lines, the first is read."""
    text = path.read_text()
    present = {line.partition("=")[0].strip() for line in text.splitlines()}
    missing = [key for key in KEYS if key not in present and not os.environ.get(key)]
    lines = [_line(key) for key in missing]
    if "HTTPS=off" in text.splitlines() and "STRIPE_SANDBOX" not in present:
        lines += _of_this_machine()[1:]
    if lines:
        gap = "" if text.endswith("\n") or not text else "\n"
        with path.open("a") as file:
            file.write(gap + "".join(lines))


def _of_this_machine() -> list[str]:
    """What a public site has otherwise, by its environment, which wins; play money, where there is no key."""
    is_real = bool(os.environ.get("STRIPE_SECRET_KEY"))
    return ["HTTPS=off\n", *([] if is_real else ["STRIPE_SANDBOX=on\n"])]


def _line(key: str) -> str:
    return f"{key}={secrets.token_urlsafe(50)}\n"
