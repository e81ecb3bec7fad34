"""What has to be in place before the site is served: database, tables, translations, static files, demo."""

import hashlib
import os
import sys
from pathlib import Path

import django
import environ
import psycopg
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config import postgres, secret_keys
from config.catalogues import catalogues, compile_catalogues
from config.checks import assert_understands_cyrillic
from config.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
CONNECT_TIMEOUT = 5  # seconds
REMEDY = "`make prepare` makes a site ready to be served"


def read_environment() -> None:
    """Take over what .env says; what the environment says already wins."""
    environ.Env.read_env(BASE_DIR / ".env")


def prepare() -> None:
    """What `make run` does before it serves: a real site's part, and what a machine of one's own needs.

    Raises ImproperlyConfigured, DatabaseUnavailable, CommandError, BrokenCatalogue, OSError or
    Django's DatabaseError, each with a message for the person at the terminal.
    """
    secret_keys.ensure(Path(os.environ.get("VAR_DIR", BASE_DIR / "var")) / "secrets.env")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if settings.IS_EMBEDDED:
        postgres.ensure_running(settings.VAR / "postgres")
    make_ready()


def make_ready() -> None:
    """Everything up to a site that can be served; quick when there is nothing to do. Raises as above."""
    if not settings.IS_EMBEDDED:
        _reach_database(os.environ["DATABASE_URL"])
    compile_catalogues()
    django.setup()
    try:
        assert_understands_cyrillic(connection)
        _migrate()
        _load_demo(settings.VAR / "demo.loaded")
        _collect_static(settings.VAR / "static.stamp")
        _count_words()
        _check_protections()
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # no threads left when processes are started


def refuse_unready() -> None:
    """Exit with a sentence where every page would be an error, or in English alone.

    The database isn't asked: it may come later, and until then readers are told to wait.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        found = settings.STATIC_ROOT / "staticfiles.json"
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    if not settings.DEBUG and not found.exists():
        sys.exit(f"There are no static files in {found.parent}: {REMEDY}")
    if any(not source.with_suffix(".mo").exists() for source in catalogues()):
        sys.exit(f"The translations aren't compiled: {REMEDY}")


def number(name: str, default: int) -> int:
    """One that no setting of Django's holds. Exits with a sentence."""
    try:
        return Environment().number(name, default)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


def release() -> None:
    """Let go of the embedded database; returns when it has stopped, if nobody else uses it."""
    if settings.configured and settings.IS_EMBEDDED:
        postgres.stop(settings.VAR / "postgres")


def _reach_database(url: str) -> None:
    try:
        psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT).close()
    except psycopg.OperationalError as error:
        lines = str(error).splitlines() or ["no answer"]
        reason = (
            lines[-1].lstrip("- ") if "Multiple connection attempts" in str(error) else lines[0]
        )
        password = psycopg.conninfo.conninfo_to_dict(url).get("password")
        if password:
            reason = reason.replace(str(password), "***")
        raise postgres.DatabaseUnavailable(
            f"The database of DATABASE_URL can't be reached: {reason}"
        ) from error
    except psycopg.Error:
        raise ImproperlyConfigured("DATABASE_URL is malformed") from None


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Preparing the database…", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def _load_demo(marker: Path) -> None:
    """Once in this directory, and only into a site without posts; never where real readers come."""
    if settings.HTTPS or marker.exists() or "demo" not in get_commands():
        return
    if not apps.get_model("blog", "Post")._default_manager.exists():
        print("Loading the demo content…", flush=True)
        call_command("demo", verbosity=0)
    marker.touch()


def _count_words() -> None:
    """The first time; later the worker does, every night."""
    if not apps.get_model("search", "Corpus")._default_manager.exists():
        print("Counting the words for the search…", flush=True)
        call_command("count_words", verbosity=0)


def _check_protections() -> None:
    """The first time; later the worker does, every night."""
    if not apps.get_model("config", "ProtectionCheck")._default_manager.exists():
        print("Checking the protections…", flush=True)
        call_command("check_protections", verbosity=0)


def _collect_static(stamp: Path) -> None:
    """Copy, hash and compress static files when any of them changed.

    Old copies stay: pages in somebody's cache may still name them.
    """
    state = _static_state()
    if stamp.exists() and stamp.read_text() == state and settings.STATIC_ROOT.is_dir():
        return
    print("Compressing static files…", flush=True)
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state)


def _static_state() -> str:
    """Changes with any static file's path, size or time, and with the way they are stored."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            status = path.stat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
