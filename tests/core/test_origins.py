"""A form is taken from our own pages alone, also from those that hide their address."""

import pytest

from core.origins import is_from_elsewhere

FROM_HERE = [
    {},  # no browser, which could be talked into nothing
    {"Origin": "http://testserver"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},  # a page with no-referrer
    {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
]
FROM_ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "null"},  # a frame in a sandbox, and a browser that says no more
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "a word from the future"},
]


@pytest.mark.parametrize("headers", FROM_HERE)
def test_a_form_of_ours_is_taken(rf, headers):
    assert not is_from_elsewhere(rf.post("/", headers=headers))


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_a_form_of_another_site_is_not(rf, headers):
    assert is_from_elsewhere(rf.post("/", headers=headers))
