"""What is wrong in a setting is a sentence that names it, and nothing is served."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment

ROOT = Path(__file__).resolve().parent.parent.parent
WRONG = {
    "ADMIN_PATH": ["ru", "static/x", "my admin", "https://x"],
    "ALLOWED_HOSTS": ["https://example.org", "example.org:443", "example.org/ru"],
    "CACHE_URL": ["nowhere://x"],
    "DEBUG": ["perhaps"],
    "DISPOSABLE_DOMAINS": ["/no/such/file"],
    "DONATE_LINK_DAYS": ["ninety", "-1"],
    "DONOR_KEY": ["", " "],
    "EMAIL_URL": ["mail.example.org", "nowhere://x", "smtp://user:word@example.org:port"],
    "HASH_KEY": [""],
    "HTTPS": ["enabled"],
    "MIRRORS": ["mirror.example.net"],
    "ONION_HOST": ["http://" + "a" * 56 + ".onion", "short.onion"],
    "PRESSURE_SOURCE": ["three"],
    "SECRET_KEY": [""],
    "SENTRY_DSN": ["somewhere"],
    "SITE_LINKS": ["{x", '["https://example.org"]', '{"a": 1}'],
    "SITE_URL": ["example.org", "https://example.org/ru"],
    "QUICK_EXIT_URL": ["wikipedia.org"],
    "TIME_ZONE": ["Mars/Base", "../etc"],
}


LOADER = """
import json, os, runpy, sys
for name, value in json.load(sys.stdin):
    former = dict(os.environ)
    os.environ[name] = value
    try:
        runpy.run_path("config/settings.py")
        print(f"{name} is taken")
    except Exception as error:
        print(f"{type(error).__name__} {error}")
    os.environ.clear()
    os.environ.update(former)
"""


def load(cases, directory):
    """What the settings say of each, where nothing else is wrong."""
    keys = dict.fromkeys(["SECRET_KEY", "HASH_KEY", "MIRRORS_KEY", "DONOR_KEY"], "for-this-test")
    return subprocess.run(
        [sys.executable, "-c", LOADER],
        input=json.dumps(cases),
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "VAR_DIR": str(directory), **keys},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout.splitlines()


def test_a_value_that_cannot_be_meant_is_named(tmp_path):
    cases = [(name, value) for name, values in WRONG.items() for value in values]
    said = load(cases, tmp_path)
    assert len(said) == len(cases)
    for (name, _value), sentence in zip(cases, said, strict=True):
        assert sentence.startswith(f"ImproperlyConfigured {name} ")
    assert "word" not in "".join(said)  # the password of EMAIL_URL


def test_what_is_left_empty_is_as_if_it_were_not_there(tmp_path):
    names = sorted(WRONG.keys() - {"SECRET_KEY", "HASH_KEY", "DONOR_KEY"})
    assert load([(name, "") for name in names], tmp_path) == [f"{name} is taken" for name in names]


def test_hosts_may_be_read_easily(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "example.org, .example.net,[::1]")
    assert Environment().hosts("ALLOWED_HOSTS", []) == ["example.org", ".example.net", "[::1]"]


def test_an_address_ends_before_its_slash(monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    assert Environment().origin("SITE_URL", "") == "https://example.org"


@pytest.mark.parametrize(
    ("value", "meant"), [("ON", True), ("1", True), ("off", False), ("No", False)]
)
def test_a_switch_is_on_or_off(monkeypatch, value, meant):
    monkeypatch.setenv("HTTPS", value)
    assert Environment().switch("HTTPS", not meant) is meant


def test_a_number_is_never_guessed(monkeypatch):
    monkeypatch.setenv("PRESSURE_SOURCE", "3.5")
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        Environment().number("PRESSURE_SOURCE", 3)
