"""As whom the embedded PostgreSQL runs: it refuses to run as root.

Under root it becomes `nobody` with our groups. Directories on the way that are closed to the group
are opened for passing through, to their own group only: nobody else gains access, no account is made.
"""

import os
import pwd
import stat
from pathlib import Path
from typing import Any

from config.postgres import DatabaseUnavailable, Layout


def identity(layout: Layout, installation: Path) -> dict[str, Any]:
    """Arguments for `subprocess`: empty for an ordinary user. Raises DatabaseUnavailable."""
    if os.geteuid() != 0:
        return {}
    layout.directory.chmod(0o710)  # whatever else runs as nobody stays out
    user = _owner(layout.cluster)
    package = installation.parent
    programs = [installation, package.with_name(f"{package.name}.libs")]
    ways = {
        parent
        for path in [layout.cluster, layout.socket / "_", *programs]
        for parent in path.parents
    }
    groups = {path.stat().st_gid for path in ways if path.exists()}
    for directory in ways:
        _open(directory, user, stat.S_IXGRP)
    for program in filter(Path.exists, programs):
        _open_tree(program, user)
    return {"user": user, "group": layout.directory.stat().st_gid, "extra_groups": sorted(groups)}


def open_socket_directory(path: Path, identity: dict[str, Any]) -> None:
    """Make the directory, closed to strangers. Raises DatabaseUnavailable if a stranger made it."""
    path.mkdir(mode=0o700, exist_ok=True)
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in {
        os.geteuid(),
        identity.get("user"),
    }:
        raise DatabaseUnavailable(f"{path} belongs to somebody else: remove it")
    if identity and status.st_uid == 0:
        os.chown(path, -1, identity["group"])
        path.chmod(0o770)
    else:
        path.chmod(0o700)


def _owner(cluster: Path) -> int:
    """Whoever owns the data already, else nobody."""
    if cluster.exists() and (owner := cluster.stat().st_uid):
        return owner
    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        raise DatabaseUnavailable(
            "PostgreSQL can't run as root, and there is no user nobody"
        ) from None


def _open_tree(path: Path, user: int) -> None:
    _open(path, user, stat.S_IRGRP | stat.S_IXGRP)
    for directory, names, files in os.walk(path):
        for name in names:
            _open(Path(directory, name), user, stat.S_IRGRP | stat.S_IXGRP)
        for name in files:
            _open(Path(directory, name), user, stat.S_IRGRP)


def _open(path: Path, user: int, bits: int) -> None:
    """Let the group pass or read, unless the user can as the owner."""
    if not path.exists():
        return
    status = path.stat()
    if status.st_uid == user or status.st_mode & bits == bits:
        return
    try:
        path.chmod(stat.S_IMODE(status.st_mode) | bits)
    except OSError as error:
        raise DatabaseUnavailable(
            f"PostgreSQL can't run as root here: {path} is closed to it"
        ) from error
