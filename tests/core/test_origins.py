import pytest
from django.test import RequestFactory

from core.origins import is_from_elsewhere


@pytest.mark.parametrize(
    ("headers", "is_elsewhere"),
    [
        ({}, False),  # what is no browser
        ({"Origin": "http://testserver"}, False),
        ({"Origin": "https://evil.example"}, True),
        ({"Origin": "http://testserver.evil.example"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, False),  # a page without referrers
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, True),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "none"}, False),  # from the address bar
    ],
)
def test_where_a_form_was_sent_from(headers, is_elsewhere):
    request = RequestFactory().post("/", headers=headers)
    assert is_from_elsewhere(request) == is_elsewhere
