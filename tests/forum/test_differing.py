import random
import time

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from forum import posting
from forum.differing import difference
from tests.forum.factories import make_moderator, make_reply, make_topic

TEXTS = st.text(alphabet="аб \n", max_size=60)


def said(pieces, *kinds):
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


@given(TEXTS, TEXTS)
def test_both_versions_are_told_word_for_word(before, after):
    pieces = list(difference(before, after))
    assert said(pieces, "same", "gone") == before
    assert said(pieces, "same", "new") == after


def test_a_long_text_shows_the_paragraphs_that_changed():
    lines = [f"Абзац {number}, " + "слова " * 60 + "\n" for number in range(50)]
    changed = [line.replace("Абзац 7,", "Глава 7,").replace("ц 40,", "ц 41,") for line in lines]
    pieces = list(difference("".join(lines), "".join(changed)))
    assert "Абзац 7," in said(pieces, "gone") and "Абзац 8," not in said(pieces, "gone")


@pytest.mark.parametrize(("words", "length"), [("аб", 600), ("аб", 15_000), ("абвг", 4_000)])
def test_no_text_takes_long_to_compare(words, length):
    texts = [" ".join(random.Random(n).choices(words, k=length)) for n in range(2)]
    start = time.perf_counter()
    list(difference(*texts))
    assert time.perf_counter() - start < 0.5


@pytest.mark.django_db
def test_what_a_moderator_took_out_is_for_the_team_only(client):
    post = make_reply(make_topic(), text="Вера живёт там", created_at="2026-01-01T00:00Z")
    posting.edit(post, post.author, "Вера живёт тут", 1)
    posting.edit(post, make_moderator(), "Вера", 2)
    posting.edit(post, post.author, "Надежда", 3)
    address = reverse("forum:post-history", args=[post.pk])
    page = client.get(address).content.decode()
    assert "живёт" not in page and "<ins>Надежда</ins>" in page
    client.force_login(make_moderator())
    assert "живёт" in client.get(address).content.decode()
