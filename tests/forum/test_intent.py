"""Who asks how to stop giving is met; others aren't bothered.

`asks.txt` and `others.txt` were written before there was anything to judge by them. A half of each,
chosen by a hash of the line, was held out until the rules stood: of it, 93.3 % were caught and 1.8 %
bothered at first. The `more` ones were written later, one lot after another, to mend the rules by.
The `judged` ones are by somebody who never saw the lexicon: of them, 82.5 % were caught and 0.3 %
bothered at first; what posts are about as a whole was added after that. Of a `second` such lot, by
somebody else, 94.0 % and 0.3 %. The `unseen` lot, again by somebody else, came when the rules were done:
97.3 % of it were caught and 0.3 % bothered. Whoever changes the rules is not to read it.
"""

import hashlib
import time
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from blog.demo import content
from core.html import plain_text
from forum.intent import asks_to_stop_giving
from forum.intent_words import KNOWN, LEXICON, letter

LISTS = Path(__file__).parent / "intent"
ASK = "Как мне отменить ежемесячный донат?"
POSTS = [version for post in content.load() for version in (post.ru, post.en) if version]


def lines(name):
    return (LISTS / f"{name}.txt").read_text().splitlines()


def held_out(name):
    return [
        line for line in lines(name) if hashlib.sha256(f"veche {line}".encode()).digest()[0] % 2
    ]


def is_caught(line):
    """Of a line “title || text” or “text”; ⏎ stands for the end of a line."""
    title, _bars, text = line.rpartition(" || ")
    return asks_to_stop_giving(title, text.replace(" ⏎ ", "\n"))


def test_the_lists_are_long_enough():
    assert len(lines("asks")) >= 200
    assert len(lines("others")) >= 500
    assert not set(lines("asks")) & set(lines("others"))


@pytest.mark.parametrize("choose", [held_out, lines])
@pytest.mark.parametrize("prefix", ["", "more-", "judged-", "second-", "unseen-"])
def test_of_twenty_who_ask_nineteen_are_met(choose, prefix):
    asks = choose(f"{prefix}asks")
    missed = [line for line in asks if not is_caught(line)]
    print(*missed, sep="\n")
    assert len(missed) <= 0.05 * len(asks)


@pytest.mark.parametrize("choose", [held_out, lines])
@pytest.mark.parametrize("prefix", ["", "more-", "judged-", "second-", "unseen-"])
def test_of_a_hundred_others_one_at_most_is_bothered(choose, prefix):
    others = choose(f"{prefix}others")
    bothered = [line for line in others if is_caught(line)]
    print(*bothered, sep="\n")
    assert len(bothered) <= 0.01 * len(others)


@pytest.mark.parametrize(
    "text",
    [
        "КАК УДАЛИТЬ ЕЖЕМЕСЯЧНЫЙ ДОНАТ",
        "Как отме\u0301нить дона\u0301т?",
        "Как от\u200bменить до\u00adнат?",
        "Kaк oтмeнить дoнaт?",
        "Ｈｏｗ ｄｏ Ｉ ｃａｎｃｅｌ ｍｙ ｄｏｎａｔｉｏｎ？",
        "kak otmenit donat",
        "rfr jnvtybnm ljyfn",
        "рщц вщ ш сфтсуд ьн вщтфешщт",
        "как отмнить дoнат",
        "How do I cancle my donnation",
    ],
)
def test_however_it_is_written(text):
    assert asks_to_stop_giving("", text)
    assert asks_to_stop_giving(text, "")


def test_a_question_in_the_title_may_be_explained_in_the_text():
    assert asks_to_stop_giving("Донат", "Как его отменить?")
    assert asks_to_stop_giving("Хочу отменить", "Мой донат: 10 евро в месяц.")
    assert not asks_to_stop_giving("Встреча", "Как её отменить?")


def test_a_short_post_may_say_it_in_several_sentences():
    assert asks_to_stop_giving("", "С моей карты идут вам деньги. Я не жалею, но больше не могу.")
    assert asks_to_stop_giving("", "I see you on my statement every month. Enough.")
    assert not asks_to_stop_giving("", "Банк закрыл мне счёт. Больше не могу. Посоветуйте другой.")
    assert not asks_to_stop_giving(
        "", "I pay you each month. I want to keep giving. No more banners!"
    )


def test_what_is_quoted_was_asked_by_somebody_else():
    assert not asks_to_stop_giving("", f"> {ASK}\n\nСсылка есть в каждом письме.")


def test_a_long_story_with_the_question_is_heard():
    story = "Мы собирались каждый вторник и пили чай. " * 60
    assert asks_to_stop_giving("", f"{story}{ASK}")
    assert asks_to_stop_giving("", f"{ASK} {story}")
    assert asks_to_stop_giving(ASK, story)


@pytest.mark.parametrize("version", POSTS, ids=lambda version: version.slug)
def test_an_article_is_left_alone(version):
    """Also those about giving, which say how it is stopped."""
    assert not asks_to_stop_giving(version.title, plain_text(version.body))


def test_a_long_article_may_say_how_giving_is_stopped():
    words = chain.from_iterable(plain_text(version.body).split() for version in POSTS)
    prose = " ".join(words)
    middle = len(prose) // 2
    said = "Донат можно отменить по ссылке из письма. Две трети бюджета приносят пожертвования."
    assert len(prose.split()) > 3_000
    assert not asks_to_stop_giving("Итоги года", f"{prose[:middle]}. {said} {prose[middle:]}")


def test_every_word_has_one_class():
    words = [word for words in LEXICON.values() for word in words.split()]
    assert len(words) == len(set(words))


def test_a_letter_left_out_of_a_long_word_does_not_hide_it():
    """But where it makes another word, as «включить» of «выключить»."""
    slips = [
        word[:place] + word[place + 1 :]
        for word in KNOWN
        if len(word) >= 7
        for place in range(1, len(word))
    ]
    hidden = {slip for slip in slips if letter(slip, mends=True) in "._"}
    assert {"включить", "оказаться", "описать"} <= hidden
    assert len(hidden) < 0.01 * len(slips)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.text(max_size=3_000))
@example("", "\ufdfa" * 3_000)
def test_any_text_has_an_answer(title, text):
    assert asks_to_stop_giving(title, text) in (True, False)


def seconds(text):
    """Of the processor, the best of three."""
    best = 1.0
    for _ in range(3):
        start = time.process_time()
        asks_to_stop_giving("Заголовок", text)
        best = min(best, time.process_time() - start)
    return best


def test_a_long_post_takes_some_milliseconds():
    for version in POSTS:
        assert seconds((plain_text(version.body) * 10)[:10_000]) < 0.02


@pytest.mark.parametrize(
    "unit",
    ["а", "a ", ". ", "\n", "?", "донат ", "донат отменить ", "не хочу больше ", "cancel ", "turn ", "а-", "а\u0301",
     "\u200b", "1 ", "каждый ", "из а ", "снова ", "take my ", "\ufdfa", "отминитть пажертвавания ", "> \n", "love a but "],
)  # fmt: skip
def test_hostile_text_takes_no_longer(unit):
    assert seconds((unit * 50_000)[:50_000]) < 0.05
    assert seconds((unit * 1_500)[:1_500]) < 0.05
