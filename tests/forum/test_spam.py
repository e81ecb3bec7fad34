import time

import pytest

from forum import posting, spam
from forum.models import SpamRule
from forum.refusals import Unwanted
from forum.standing import Standing
from forum.writing import Writing
from tests.factories import make_user
from tests.forum.factories import make_reply, make_section, make_standing, make_topic

pytestmark = pytest.mark.django_db

LONG = "Длинный текст, который никто не напишет дважды сам по себе. " * 4


def word(pattern, **fields):
    return SpamRule(kind="word", pattern=pattern, **fields)


def link(pattern, **fields):
    return SpamRule(kind="link", pattern=pattern, **fields)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("казино", "Лучшее КАЗИНО города"),
        ("казин*", "в нашем казиношке"),
        ("зелёный свет", "Зеленый\nсвет"),
        ("лёгкие деньги", "легкие   деньги!"),
        ("заработ* дома", "заработок дома"),
        ("casino", "ｃａｓｉｎｏ"),
        ("casino", "cas\u200bino"),
    ],
)
def test_a_word_is_found_however_it_is_written(pattern, text):
    assert spam.matches(word(pattern), text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("казино", "казиношка"), ("кот", "который"), ("a.b", "aXb"), ("*", "слово"), ("", "слово")],
)
def test_a_word_is_not_found_within_others(pattern, text):
    assert not spam.matches(word(pattern), text)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/x", "http://shop.example.org", "[сюда](https://EXAMPLE.org:443/?a=b)",
        "www.example.org", "<https://user@example.org/>", "//example.org/x",
    ],
)  # fmt: skip
def test_a_host_is_found_with_those_below_it(text):
    assert spam.matches(link("example.org"), text)


@pytest.mark.parametrize(
    "text", ["https://notexample.org", "https://example.org.evil.test", "пишите example.org"]
)
def test_another_host_is_not(text):
    assert not spam.matches(link("example.org"), text)


def test_a_host_in_russian_letters_is_one_with_its_code():
    assert spam.matches(link("пример.рф"), "https://xn--e1afmkfd.xn--p1ai/")


def test_a_long_text_and_a_rule_of_asterisks_take_no_time():
    start = time.perf_counter()
    spam.matches(word("a* b* c* d*"), "a" * 30_000 + " b" * 10_000)
    spam.links("https://" * 4_000)
    assert time.perf_counter() - start < 0.5


def test_a_rule_holds_or_refuses_and_spares_the_trusted():
    word("казино", outcome="hold").save()
    word("рулетка", outcome="refuse", spares_trusted=False).save()
    topic, member = make_topic(), make_standing(Standing.MEMBER)
    trusted = make_standing(Standing.TRUSTED)
    assert posting.reply(topic, member, Writing("Про казино")).held_at
    assert posting.reply(topic, trusted, Writing("Про казино")).held_at is None
    for author in (member, trusted):
        with pytest.raises(Unwanted):
            posting.reply(topic, author, Writing("Про рулетка"))


def test_a_title_is_looked_at_too():
    word("казино").save()
    topic = posting.start(make_section(), make_standing(Standing.MEMBER), "Казино", Writing("Да"))
    assert topic.held_at


def test_a_rule_that_is_switched_off_holds_nothing():
    word("казино", disabled_at="2026-01-01T00:00Z").save()
    post = posting.reply(make_topic(), make_standing(Standing.MEMBER), Writing("казино"))
    assert post.held_at is None


def test_the_same_words_twice_are_refused_but_short_ones():
    topic, author = make_topic(), make_standing(Standing.MEMBER)
    posting.reply(topic, author, Writing(LONG))
    with pytest.raises(Unwanted):
        posting.reply(make_topic(), author, Writing(f"**{LONG}**"))
    for _number in range(2):
        posting.reply(topic, author, Writing("Спасибо!"))


def test_a_long_text_somebody_else_posted_today_waits():
    topic = make_topic()
    posting.reply(topic, make_standing(Standing.MEMBER), Writing(LONG))
    assert posting.reply(topic, make_standing(Standing.MEMBER), Writing(LONG)).held_at


def test_the_third_new_account_with_a_link_waits():
    topic = make_topic()
    say = "Смотрите https://example.org/offer?from={} тут"
    posts = [posting.reply(topic, make_user(), Writing(say.format(n))) for n in range(3)]
    assert [post.held_at is not None for post in posts] == [False, False, True]
    other = posting.reply(topic, make_user(), Writing("https://example.org/else"))
    assert other.held_at is None


def test_links_to_this_site_are_no_spam():
    assert spam.links("https://testserver/ru/forum/posts/1/") == []


def test_a_post_costs_few_queries_more(django_assert_max_num_queries):
    topic, author = make_topic(make_section(approves_new=True)), make_user()
    writing = Writing(f"{LONG} https://example.org/a https://example.org/b")
    with django_assert_max_num_queries(24):
        posting.reply(topic, author, writing)


def test_a_dry_run_looks_at_the_latest_posts_and_titles(monkeypatch):
    monkeypatch.setattr(spam, "LOOKED_AT", 3)
    make_reply(make_topic(), text="казино давно", created_at="2020-01-01T00:00Z")
    topic = make_topic(title="Казино", text="Да")
    reply = make_reply(topic, text="тоже казино")
    assert spam.dry_run(word("казино")) == [reply, topic.opening]


def test_a_post_isn_t_changed_into_spam():
    SpamRule.objects.create(kind="word", pattern="казино", outcome="hold")
    post = make_reply(make_topic(), text="Спасибо")
    for text in ("Лучшее казино", "https://a.example https://b.example https://c.example"):
        with pytest.raises(Unwanted):
            posting.edit(post, post.author, text, 1)
    assert posting.edit(post, post.author, "Большое спасибо", 1)


def test_what_a_post_said_before_may_stay_in_it():
    post = make_reply(make_topic(), text="Не казино")
    SpamRule.objects.create(kind="word", pattern="казино", outcome="refuse")
    assert posting.edit(post, post.author, "Это не казино", 1)


def test_what_waits_is_changed_freely_but_not_into_what_is_ruled_out():
    SpamRule.objects.create(kind="word", pattern="казино", outcome="hold")
    SpamRule.objects.create(kind="word", pattern="рулетка", outcome="refuse")
    post = make_reply(make_topic(), number=None, held_at="2026-01-01T00:00Z")
    assert posting.edit(post, post.author, "Казино", 1)
    with pytest.raises(Unwanted):
        posting.edit(post, post.author, "Рулетка", 2)
