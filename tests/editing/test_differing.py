"""What changed, as a person reads it."""

import random
import time

import pytest

from blog.models import Post
from editing.differing import AROUND, Paragraph, Piece, between, difference, paragraphs
from editing.kinds import kind_of

KIND = kind_of(Post)


def changed(old, new):
    [found] = difference(KIND, {"body_ru": old}, {"body_ru": new}, "ru")
    return found.paragraphs


def said(paragraph):
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in paragraph.pieces)


def test_words_that_came_and_went_are_told_in_their_paragraph():
    [one] = changed("<p>Мы ждали долго у реки</p>", "<p>Мы ждали недолго у самой реки</p>")
    assert one.kind == "changed"
    assert said(one) == "Мы ждали [-долго -][+недолго +]у [+самой +]реки "


def test_paragraphs_that_came_and_went_are_told_whole():
    old = "<p>Раз</p><p>Два слова</p><p>Три</p>"
    assert [(each.kind, each.text) for each in changed(old, "<p>Раз</p><p>Три</p><p>Ещё</p>")] == [
        ("same", "Раз"), ("gone", "Два слова"), ("same", "Три"), ("new", "Ещё"),
    ]  # fmt: skip


def test_a_rewritten_paragraph_is_not_confused_with_a_new_one():
    old = "<p>Вечером мы сидели на крыльце</p>"
    new = "<p>Совсем другое начало</p><p>Утром мы сидели на крыльце</p>"
    assert [each.kind for each in changed(old, new)] == ["new", "changed"]


def test_what_stayed_the_same_is_left_out_but_for_its_ends():
    same = [f"<p>Абзац {n}</p>" for n in range(20)]
    new = [*same[:10], "<p>Вставка</p>", *same[10:]]
    kinds = [each.kind for each in changed("".join(same), "".join(new))]
    assert kinds == ["skipped", *["same"] * AROUND, "new", *["same"] * AROUND, "skipped"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>Слово</p>", "<h2>Слово</h2>"),
        ('<p><a href="/ru/a/">Слово</a></p>', '<p><a href="/ru/b/">Слово</a></p>'),
        ('<p><img src="/media/a.png" alt="Дом"></p>', '<p><img src="/media/a.png" alt="Сад"></p>'),
        ("<p>Слово</p>", "<ul><li>Слово</li></ul>"),
        ("<p>Слово</p>", "<p>Слово</p><hr>"),
    ],
    ids=["heading", "link", "picture", "list", "divider"],
)
def test_what_is_no_word_is_told_too(old, new):
    assert any(each.kind != "same" for each in changed(old, new))


def test_text_is_plain():
    assert paragraphs("<p>A &lt;b&gt; &amp;<br>B</p>") == ["A <b> &", "B"]


def test_only_the_fields_and_the_language_that_changed_are_told():
    before = {"title_ru": "Дом", "title_en": "House", "summary_ru": None}
    after = {"title_ru": "Сад", "title_en": "Garden", "summary_ru": ""}
    [found] = difference(KIND, before, after, "ru")
    assert found.field == "title"
    assert [each.text for each in found.paragraphs] == ["Дом", "Сад"]


def test_both_texts_can_be_read_off_a_difference():
    chance = random.Random(7)
    for _n in range(200):
        old, new = (
            [
                " ".join(chance.choices("абвгд", k=chance.randint(1, 6)))
                for _p in range(chance.randint(0, 6))
            ]
            for _side in range(2)
        )
        found = list(between(old, new))
        for kind, text in (("gone", old), ("new", new)):
            left = [
                " ".join("".join(p.text for p in each.pieces if p.kind in ("same", kind)).split())
                for each in found
            ]
            assert [each for each in left if each] == text


def bodies():
    words = [f"слово{n}" for n in range(2_000)]
    chance = random.Random(1)
    prose = [" ".join(chance.choices(words, k=60)) for _n in range(130)]
    other = [" ".join(chance.choices(words, k=60)) for _n in range(130)]
    yield "rewritten", "".join(f"<p>{p}</p>" for p in prose), "".join(f"<p>{p}</p>" for p in other)
    one = " ".join(chance.choices(words, k=9_000))
    yield "one paragraph", f"<p>{one}</p>", f"<p>{one[::2]}</p>"
    yield "short lines", "<p>а</p>" * 12_000, "<p>б</p>" * 12_000
    yield "letters", "<p>" + "а б " * 25_000 + "</p>", "<p>" + "б в " * 25_000 + "</p>"
    lines = [str(chance.random())[:4] for _n in range(9_000)]
    yield (
        "mixed lines",
        "".join(f"<p>{x}</p>" for x in lines),
        "".join(f"<p>{x}</p>" for x in lines[::-1]),
    )


@pytest.mark.parametrize(("old", "new"), [pytest.param(*pair, id=name) for name, *pair in bodies()])
def test_the_longest_texts_are_compared_in_bounded_time(old, new):
    started = time.process_time()
    changed(old, new)
    spent = time.process_time() - started
    print(f"{spent:.3f} s")
    assert spent < 2


def test_a_paragraph_knows_its_text():
    assert Paragraph("changed", (Piece("gone", "а "), Piece("new", "б"))).text == "а б"
