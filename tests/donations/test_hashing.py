"""Whose address it is: one mailbox, one donor."""

import pytest

from donations import hashing


@pytest.mark.parametrize("typed", ["Anna.Donor@Example.ORG", "  anna.donor@example.org\n"])
def test_case_and_outer_spaces_are_no_difference(typed):
    assert hashing.email_hash(typed) == hashing.email_hash("anna.donor@example.org")


@pytest.mark.parametrize(
    ("theirs", "lookalike"),
    [
        ("anna@strasse.example", "anna@straße.example"),
        ("anna@kirk.example", "anna@\N{KELVIN SIGN}irk.example"),
        ("anna@office.example", "anna@o\N{LATIN SMALL LIGATURE FFI}ce.example"),
        ("lisa@sos.example", "li\N{LATIN SMALL LETTER LONG S}a@sos.example"),
    ],
)
def test_an_address_that_only_looks_alike_is_another_mailbox(theirs, lookalike):
    assert hashing.email_hash(theirs) != hashing.email_hash(lookalike)
