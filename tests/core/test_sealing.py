"""Secrets at rest: opened by this site alone, refused when touched."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.sealing import Broken, seal, unseal


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_comes_back(text):
    assert unseal(seal(text)) == text


def test_the_seal_shows_nothing_and_differs_each_time():
    sealed = seal("a secret word")
    assert "secret" not in sealed
    assert sealed.isascii()
    assert sealed != seal("a secret word")


def test_the_seal_does_not_tell_when(monkeypatch):
    """But for the random part, what is sealed years apart is the same."""
    monkeypatch.setattr("os.urandom", bytes)
    sealed = seal("a secret word")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert seal("a secret word") == sealed


@given(st.text(max_size=200))
def test_what_we_did_not_seal_is_refused(text):
    with pytest.raises(Broken):
        unseal(text)


@given(st.integers(min_value=0), st.sampled_from("Aq7-_"))
def test_one_changed_character_is_refused(place, other):
    sealed = seal("a secret word")
    place %= len(sealed) - 4  # the last ones of base64 have bits that say nothing
    assume(sealed[place] != other)
    with pytest.raises(Broken):
        unseal(sealed[:place] + other + sealed[place + 1 :])


def test_another_key_does_not_open_it(settings):
    sealed = seal("a secret word")
    settings.SECRET_KEY = "another " * 10
    with pytest.raises(Broken):
        unseal(sealed)


def test_a_former_key_still_opens_and_the_new_one_seals(settings):
    sealed = seal("a secret word")
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another " * 10
    settings.SECRET_KEY_FALLBACKS = [former]
    assert unseal(sealed) == "a secret word"
    fresh = seal("a secret word")
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(fresh) == "a secret word"
