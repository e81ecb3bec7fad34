"""A real site is made ready before gunicorn serves it, and refuses to be served otherwise."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from config import launch

ROOT = Path(__file__).resolve().parents[2]


def configuration():
    return runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))


def test_gunicorn_listens_where_the_file_of_settings_says(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("PORT=8765\nLISTEN_HOST=127.0.0.9\nWEB_CONCURRENCY=5\n")
    monkeypatch.setattr(launch, "BASE_DIR", tmp_path)
    with mock.patch.dict(os.environ):
        for name in ("PORT", "LISTEN_HOST", "WEB_CONCURRENCY"):
            os.environ.pop(name, None)
        found = configuration()
    assert (found["bind"], found["workers"]) == ("127.0.0.9:8765", 5)


def test_without_static_files_nothing_is_served(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    with pytest.raises(SystemExit, match=r"no static files in .*make prepare"):
        configuration()


def test_without_translations_nothing_is_served(tmp_path, monkeypatch):
    monkeypatch.setattr(launch, "catalogues", lambda: [tmp_path / "django.po"])
    with pytest.raises(SystemExit, match=r"translations .*make prepare"):
        configuration()


@pytest.mark.parametrize("number", ["PORT", "WEB_CONCURRENCY"])
def test_a_number_gunicorn_cannot_read_is_a_sentence(number, monkeypatch):
    monkeypatch.setenv(number, "many")
    with pytest.raises(SystemExit, match=f"^{number} is 'many'"):
        configuration()


@pytest.mark.django_db
def test_where_real_readers_come_no_demo_is_loaded(tmp_path, settings, monkeypatch):
    calls = []
    monkeypatch.setattr(launch, "call_command", lambda *names, **options: calls.append(names))
    settings.HTTPS = True
    launch._load_demo(tmp_path / "demo.loaded")
    assert calls == []
    settings.HTTPS = False
    launch._load_demo(tmp_path / "demo.loaded")
    assert calls == [("demo",)]


@pytest.mark.parametrize(
    ("command", "why"),
    [("prepare", "port 1 failed"), ("audit_privacy", "The database can't be used: ")],
)
def test_a_command_without_its_database_says_so_in_a_line(command, why):
    address = {"DATABASE_URL": "postgres://veche:hidden@127.0.0.1:1/veche"}
    done = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=ROOT,
        env={**os.environ, **address},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "hidden" not in done.stderr
    assert why in done.stderr.splitlines()[-1]
