import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.importing.addresses import LONGEST, made_up_path, normal_path, stored_path
from blog.models import Redirect


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("https://old.example/en/post/bread", "/en/post/bread"),
        ("https://old.example/post/bread/?utm_source=x#top", "/post/bread"),
        ("https://old.example/post/bread-", "/post/bread-"),
        ("https://old.example/post/%D1%85%D0%BB%D0%B5%D0%B1", "/post/хлеб"),
        ("https://old.example/post/хлеб/", "/post/хлеб"),
        ("https://old.example/post/и\u0306од", "/post/йод"),
        ("https://old.example/?p=12", "/?p=12"),
        ("https://old.example/index.php?id=3", "/index.php?id=3"),
        ("/post/bread", "/post/bread"),
        ("https://old.example/", ""),
        ("https://old.example", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_an_address_is_kept_as_the_path_it_is_asked_for_by(link, path):
    assert stored_path(link) == path


def test_what_a_browser_asks_for_is_what_was_stored():
    assert normal_path("/post/хлеб/") == stored_path(
        "https://old.example/post/%d1%85%d0%bb%d0%b5%d0%b1"
    )


@given(st.text(alphabet=st.characters()))
def test_no_link_makes_it_fail_or_gives_what_cannot_be_stored(link):
    assert "\x00" not in stored_path(link).encode().decode()


def test_an_identity_made_up_is_the_same_each_time_and_no_address():
    assert made_up_path("a", "b") == made_up_path("a", "b") != made_up_path("ab")
    assert made_up_path("\ud800").startswith("/?item=")


def test_the_longest_path_is_as_long_as_its_column():
    assert Redirect._meta.get_field("path").max_length == LONGEST
