"""Translations, from what translators edit (.po) to what gettext reads (.mo). Needs no gettext tools."""

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"


class BrokenCatalogue(Exception):
    """A .po file can't be read; the message names it."""


def catalogues(directory: Path = LOCALE) -> list[Path]:
    """What translators edit."""
    return sorted(directory.glob("*/LC_MESSAGES/*.po"))


def compile_catalogues(directory: Path = LOCALE) -> list[Path]:
    """Compile every catalogue that is newer than its result; the files written.

    Processes may do it at the same time. Raises BrokenCatalogue.
    """
    written = []
    for source in catalogues(directory):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            _compile(source, target)
            written.append(target)
    return written


def _compile(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        try:
            catalogue = read_po(file, locale=source.parents[1].name, abort_invalid=True)
        except (PoFileError, ValueError) as error:
            raise BrokenCatalogue(f"{source} is not a valid catalogue: {error}") from error
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            write_mo(file, catalogue)
        draft.chmod(0o644)
        draft.replace(target)
    except BaseException:
        draft.unlink()
        raise
