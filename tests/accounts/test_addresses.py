import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import addresses
from accounts.addresses import is_disposable


@pytest.fixture
def listed(settings, tmp_path):
    """Domains written as people write them: comments, empty lines, capitals, a dot at the end."""
    path = tmp_path / "domains.txt"
    path.write_text(
        "# gone in ten minutes\n\nThrowaway.example # since spring\ntemp.test.\nпочта.рф\n"
    )
    settings.DISPOSABLE_DOMAINS = str(path)
    addresses._domains.cache_clear()


def test_no_address_is_disposable_without_a_list(settings):
    assert settings.DISPOSABLE_DOMAINS == ""
    assert not is_disposable("a@throwaway.example")


@pytest.mark.parametrize(
    "address",
    [
        "a@throwaway.example",
        "A@ThrowAway.Example",
        "a@deep.inside.throwaway.example",
        "a@temp.test",
        "a@почта.рф",
        "a@xn--80a1acny.xn--p1ai",
    ],
)
def test_a_listed_domain_and_those_below_it_are(listed, address):
    assert is_disposable(address)


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org",
        "a@example",
        "a@notthrowaway.example",
        "throwaway.example@example.org",
        "since spring@a.b",
    ],
)
def test_others_are_not(listed, address):
    assert not is_disposable(address)


@given(st.text())
def test_no_text_breaks_it(text):
    from django.test import override_settings

    with override_settings(DISPOSABLE_DOMAINS=__file__):
        is_disposable(text)
        is_disposable(f"a@{text}")
