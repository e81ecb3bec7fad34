"""A member's copy of everything that is theirs: asked for, made by a job, gone within a day."""

import datetime
import os
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts import mailing
from accounts.belongings import archived
from accounts.models import Export, User

LIFE = datetime.timedelta(days=1)
PATIENCE = datetime.timedelta(minutes=15)  # after that, whoever was making it has probably died
UNFINISHED = ".part"


@transaction.atomic
def ask(user: User) -> Export:
    """The member's export, to be made by a job unless there is one already. Four queries at most.

    Raises User.DoesNotExist when the account was closed meanwhile.
    """
    User.objects.select_for_update().get(pk=user.pk)  # one at a time
    export = Export.objects.filter(user=user).first()
    if export and export.expires_at > timezone.now():
        return export
    if export:
        discard(export)
    export = Export.objects.create(user=user, expires_at=timezone.now() + LIFE)
    _defer(export.pk)
    return export


def current(user: User) -> Export | None:
    """The one that is being made or can be fetched. One query."""
    return Export.objects.filter(user=user, expires_at__gt=timezone.now()).first()


@transaction.atomic
def make(export_id: int) -> None:
    """Write the file and tell the member. Nothing happens when it is ready, or gone.

    The row is locked all the while: a second worker, and whoever closes the account, waits. A
    worker that dies leaves at most an unfinished file beside, for the next to overwrite.
    """
    export = Export.objects.select_for_update(of=["self"]).select_related("user")
    waiting = export.filter(pk=export_id, ready_at=None, expires_at__gt=timezone.now()).first()
    if waiting is None:
        return
    _write(path_of(waiting), archived(waiting.user))
    waiting.ready_at = timezone.now()
    waiting.expires_at = waiting.ready_at + LIFE
    waiting.save(update_fields=["ready_at", "expires_at"])
    mailing.notify(
        waiting.user,
        "accounts/email/export_ready",
        "account",
        {"page": mailing.page(waiting.user, "accounts:export")},
    )


def discard(export: Export) -> None:
    """Delete the row, and the file once that is certain. For use inside a transaction."""
    path = path_of(export)
    Export.objects.filter(pk=export.pk).delete()
    transaction.on_commit(lambda: _unlink(path))


def tidy() -> None:
    """Delete what has expired and files nobody's row names; make again what was left half-made."""
    with transaction.atomic():
        expired = Export.objects.select_for_update(skip_locked=True)
        for export in expired.filter(expires_at__lte=timezone.now()):
            discard(export)
    found = list(folder().glob("*"))  # before the rows: a file is never older than its row
    known = set(Export.objects.values_list("file_name", flat=True))
    for path in found:
        if path.name.removesuffix(UNFINISHED) not in known:
            path.unlink(missing_ok=True)
    late = Export.objects.filter(ready_at=None, asked_at__lt=timezone.now() - PATIENCE)
    for pk in late.values_list("pk", flat=True):
        _defer(pk)


def folder() -> Path:
    """Outside of what the web server hands out."""
    return Path(settings.VAR, "exports")


def path_of(export: Export) -> Path:
    return folder() / export.file_name


def _defer(export_id: int) -> None:
    app.configure_task("accounts.make_export").defer(export_id=export_id)


def _write(path: Path, contents: Iterable[tuple[str, bytes]]) -> None:
    """All of it or nothing, whenever the machine stops: the name appears when the bytes are safe."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + UNFINISHED)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name, content in contents:
                archive.writestr(name, content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(path.name + UNFINISHED).unlink(missing_ok=True)
