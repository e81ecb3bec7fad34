import os
import stat

import pytest

from config import secret_keys


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch):
    for key in (*secret_keys.KEYS, "STRIPE_SECRET_KEY"):
        monkeypatch.delenv(key, raising=False)


def test_secrets_are_long_different_and_for_the_owner_only(tmp_path):
    path = tmp_path / "var" / "secrets.env"
    secret_keys.ensure(path)
    values = dict(line.split("=", 1) for line in path.read_text().splitlines())
    assert values["SECRET_KEY"] != values["HASH_KEY"]
    assert min(len(values[key]) for key in secret_keys.KEYS) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("old", ["SECRET_KEY=kept\nHTTPS=off\n", "SECRET_KEY=kept\nHTTPS=off"])
def test_secrets_that_exist_are_left_alone_and_new_ones_added_once(tmp_path, old):
    path = tmp_path / "secrets.env"
    path.write_text(old)
    secret_keys.ensure(path)
    first, second, *added = path.read_text().splitlines()
    assert (first, second) == ("SECRET_KEY=kept", "HTTPS=off")
    names = [line.partition("=")[0] for line in added]
    assert names == ["HASH_KEY", "MIRRORS_KEY", "DONOR_KEY", "STRIPE_SANDBOX"]
    whole = path.read_text()
    secret_keys.ensure(path)
    assert path.read_text() == whole


def test_what_the_environment_has_is_not_written_and_https_stays_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("HASH_KEY", "x")
    secret_keys.ensure(tmp_path / "secrets.env")
    lines = (tmp_path / "secrets.env").read_text().splitlines()
    assert [line.partition("=")[0] for line in lines] == ["MIRRORS_KEY", "DONOR_KEY"]


def test_a_machine_without_a_key_of_stripes_gets_play_money_and_one_with_it_never(
    tmp_path, monkeypatch
):
    secret_keys.ensure(tmp_path / "play.env")
    assert "STRIPE_SANDBOX=on" in (tmp_path / "play.env").read_text().splitlines()
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_x")
    secret_keys.ensure(tmp_path / "real.env")
    assert "STRIPE_SANDBOX" not in (tmp_path / "real.env").read_text()


def test_nothing_is_written_when_the_environment_has_the_secrets(tmp_path, monkeypatch):
    for key in secret_keys.KEYS:
        monkeypatch.setenv(key, "x")
    secret_keys.ensure(tmp_path / "secrets.env")
    assert list(tmp_path.iterdir()) == []


def test_whoever_was_quicker_keeps_his_secrets(tmp_path, monkeypatch):
    path = tmp_path / "secrets.env"
    real_link = os.link

    def lose_the_race(draft, target):
        path.write_text("SECRET_KEY=quicker\n")
        real_link(draft, target)

    monkeypatch.setattr(os, "link", lose_the_race)
    secret_keys.ensure(path)
    assert path.read_text() == "SECRET_KEY=quicker\n"
    assert [file.name for file in tmp_path.iterdir()] == ["secrets.env"]
