from contextlib import suppress
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from donations.sandbox import Refusal, decoding

NAMES = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=8)
WORDS = st.text(max_size=20)
VALUES = st.recursive(
    WORDS | st.integers(),
    lambda inside: (
        st.lists(inside, min_size=1, max_size=3)
        | st.dictionaries(NAMES, inside | st.booleans(), min_size=1, max_size=3)
    ),  # the SDK writes truth in a list as Python does, which no parameter has
    max_leaves=12,
)


def as_text(value):
    """What a form can say of it: text, and dictionaries for lists."""
    if isinstance(value, dict):
        return {name: as_text(inside) for name, inside in value.items()}
    if isinstance(value, list):
        return {str(number): as_text(inside) for number, inside in enumerate(value)}
    return str(value).lower() if isinstance(value, bool) else str(value)


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_what_the_sdk_encodes_is_decoded(params):
    encoded = urlencode(list(_api_encode(params)))
    assert decoding.decode(encoded) == as_text(params)
    assert decoding.decode(encoded.replace("%5B", "[").replace("%5D", "]").encode()) == as_text(
        params
    )


@given(st.binary(max_size=60) | st.text("ab=&[]%0", max_size=30).map(str.encode))
def test_no_body_breaks_the_decoder(body):
    with suppress(Refusal):
        assert isinstance(decoding.decode(body), dict)
