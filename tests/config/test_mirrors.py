import datetime
import hashlib
import json
import shutil
import subprocess
from base64 import b64decode

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import OperationalError
from django.utils import timezone

from config import mirrors

ADDRESSES = ["https://one.example", "https://two.example"]
ONION = "a" * 56 + ".onion"


@pytest.fixture
def listed(settings):
    settings.MIRRORS = ADDRESSES
    settings.ONION_HOST = ONION


@pytest.fixture
def at(monkeypatch):
    """Sets the clock."""

    def set_clock(text):
        moment = datetime.datetime.fromisoformat(text)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_clock


def verify(content, signed, public):
    """What minisign does, written from its description alone. Raises InvalidSignature."""
    key = b64decode(public)
    first, signature, comment, whole = signed.decode().splitlines()
    assert first.startswith("untrusted comment: ")
    signature = b64decode(signature)
    assert (key[:2], len(key)) == (b"Ed", 42)
    assert (signature[:2], len(signature)) == (b"ED", 74)
    assert signature[2:10] == key[2:10]
    theirs = Ed25519PublicKey.from_public_bytes(key[10:])
    theirs.verify(signature[10:], hashlib.blake2b(content, digest_size=64).digest())
    trusted = comment.removeprefix("trusted comment: ")
    theirs.verify(b64decode(whole), signature[10:] + trusted.encode())
    return trusted


@pytest.mark.usefixtures("listed")
def test_the_list_names_mirrors_onion_and_day(client, at):
    at("2026-11-23T12:00:00+00:00")
    response = client.get("/mirrors.json")
    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content) == {
        "mirrors": ADDRESSES,
        "onion": f"http://{ONION}/",
        "issued": "2026-11-23",
    }


def test_without_mirrors_the_list_is_empty_and_signed_all_the_same(client):
    content = client.get("/mirrors.json").content
    assert json.loads(content)["mirrors"] == []
    assert json.loads(content)["onion"] is None
    assert verify(content, client.get("/mirrors.json.minisig").content, mirrors.public_key())


@pytest.mark.usefixtures("listed")
def test_the_signature_is_that_of_the_list_and_tells_the_day_but_no_host(client, at):
    at("2026-11-23T12:00:00+00:00")
    content = client.get("/mirrors.json").content
    signed = client.get("/mirrors.json.minisig").content
    assert verify(content, signed, mirrors.public_key()) == "the list of mirrors as of 2026-11-23"
    assert b"example" not in signed and b"testserver" not in signed


@pytest.mark.usefixtures("listed")
def test_a_changed_list_or_comment_and_another_key_are_found_out(client, settings):
    content = client.get("/mirrors.json").content
    signed = client.get("/mirrors.json.minisig").content
    ours = mirrors.public_key()
    with pytest.raises(InvalidSignature):
        verify(content.replace(b"one", b"evil"), signed, ours)
    with pytest.raises(InvalidSignature):
        verify(content, signed.replace(b"as of 2", b"as of 3"), ours)
    settings.MIRRORS_KEY = "another"
    forged = client.get("/mirrors.json.minisig").content
    with pytest.raises((InvalidSignature, AssertionError)):
        verify(content, forged, ours)


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("path", ["/mirrors.json", "/mirrors.json.minisig"])
def test_the_bytes_are_the_same_all_day_at_every_host_and_others_tomorrow(client, at, path):
    at("2026-11-23T00:00:00+00:00")
    early = client.get(path).content
    at("2026-11-23T23:59:59+00:00")
    late = client.get(path, headers={"Host": "127.0.0.1"})
    at("2026-11-24T00:00:00+00:00")
    assert early == late.content != client.get(path).content
    assert "no-cache" in late["Cache-Control"]


@pytest.mark.skipif(not shutil.which("minisign"), reason="verify() above needs no minisign")
@pytest.mark.usefixtures("listed")
def test_minisign_itself_agrees(client, tmp_path):
    for name in ("mirrors.json", "mirrors.json.minisig"):
        (tmp_path / name).write_bytes(client.get(f"/{name}").content)
    command = ["minisign", "-Vm", "mirrors.json", "-P", mirrors.public_key()]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "Trusted comment: the list of mirrors as of" in run.stdout
    (tmp_path / "mirrors.json").write_text("{}")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode != 0


@pytest.mark.django_db
@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_lists_them_with_the_key_and_the_command(client, language):
    html = client.get(f"/{language}/mirrors/").content.decode()
    for said in (
        *ADDRESSES,
        f"http://{ONION}/",
        f"minisign -Vm mirrors.json -P {mirrors.public_key()}",
    ):
        assert said in html
    assert 'href="/mirrors.json"' in html and 'href="/mirrors.json.minisig"' in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"), [("ru", "Зеркал пока нет"), ("en", "no mirrors yet")]
)
def test_the_page_says_that_there_are_none_yet(client, language, said):
    html = client.get(f"/{language}/mirrors/").content.decode()
    assert said in html
    assert ".onion" not in html


@pytest.mark.parametrize("page", ["mirrors", "exit-help"])
def test_the_page_is_there_while_the_database_is_not(client, monkeypatch, page):
    def lost(*_asked):
        raise OperationalError

    monkeypatch.setattr("pages.menu.read", lost)
    monkeypatch.setattr("pages.reading.words_at", lost)
    response = client.get(f"/en/{page}/")
    assert response.status_code == 200 and ">Forum</a>" in response.content.decode()
