import uuid

import pytest

from forum import posting
from forum.models import Poll, Post, Topic
from forum.polling import Question
from forum.refusals import Changed, Locked, NotAllowed, TooFast
from forum.standing import Standing
from forum.writing import Writing
from tests.factories import make_user
from tests.forum.factories import (
    assert_openings_titled,
    make_reply,
    make_section,
    make_standing,
    make_topic,
)

pytestmark = pytest.mark.django_db


def test_a_topic_begins_with_its_text():
    author, section = make_user(), make_section()
    topic = posting.start(section, author, "Как это устроено?", Writing("Расскажите."))
    assert topic.opening == topic.last_post == Post.objects.get()
    assert (topic.opening.number, topic.opening.author, topic.reply_count) == (0, author, 0)
    assert topic in Topic.objects.visible_to(make_user())


def test_the_search_finds_the_title_in_the_opening_alone():
    waiting = posting.start(make_section(approves_new=True), make_user(), "Да?", Writing("Вот."))
    topic = posting.start(make_section(), make_user(), "Нет?", Writing("Вот."))
    posting.reply(topic, make_user(), Writing("Нет."))
    assert waiting.held_at
    assert_openings_titled()


def test_replies_are_numbered_and_counted():
    topic = make_topic()
    numbers = [posting.reply(topic, make_user(), Writing(f"Ответ {n}")).number for n in range(3)]
    topic.refresh_from_db()
    assert numbers == [1, 2, 3]
    assert (topic.reply_count, topic.last_post.number) == (3, 3)


def test_a_form_sent_twice_makes_one_post():
    author, section, token = make_user(), make_section(), uuid.uuid4()
    first = posting.start(section, author, "Да", Writing("Да", token=token))
    assert posting.start(section, author, "Да", Writing("Да", token=token)) == first
    writing = Writing("Нет", token=uuid.uuid4())
    assert posting.reply(first, author, writing) == posting.reply(first, author, writing)
    assert Post.objects.count() == 2


def test_a_token_opens_nobody_elses_post():
    topic, token = make_topic(), uuid.uuid4()
    post = posting.reply(topic, make_user(), Writing("Да", token=token))
    assert posting.already_sent(make_user(), Writing("Да", token=token)) is None
    assert posting.already_sent(post.author, Writing("Да", token=token)) == post


def test_nothing_is_added_to_a_locked_topic():
    topic = make_topic(locked_at="2026-01-01T00:00Z")
    with pytest.raises(Locked):
        posting.reply(topic, make_user(), Writing("Да"))
    assert not topic.posts.replies().exists()


def test_the_first_two_posts_of_a_new_member_wait_where_the_section_says_so():
    author, topic = make_user(), make_topic(make_section(approves_new=True))
    waiting = posting.reply(topic, author, Writing("Первое"))
    assert waiting.held_at and waiting.number is None
    assert waiting not in Post.objects.visible_to(make_user())
    topic.refresh_from_db()
    assert topic.reply_count == 0


def test_a_new_member_is_slowed_down():
    author, topic = make_user(), make_topic()
    for number in range(3):
        posting.reply(topic, author, Writing(f"Ответ {number}"))
    with pytest.raises(TooFast):
        posting.reply(topic, author, Writing("Ещё"))


def test_a_section_of_trusted_members_takes_no_others():
    section = make_section(starters=Standing.TRUSTED)
    with pytest.raises(NotAllowed):
        posting.start(section, make_standing(Standing.MEMBER), "Да", Writing("Да"))
    assert posting.start(section, make_standing(Standing.TRUSTED), "Да", Writing("Да"))


def test_an_anonymous_post_names_nobody_and_stays_its_authors():
    author, topic = make_user(), make_topic(make_section(allows_anonymous=True))
    post = posting.reply(topic, author, Writing("Тихо", is_anonymous=True))
    assert post.author is None
    assert post.is_by(author) and not post.is_by(make_user())
    assert posting.edit(post, author, "Тише", post.version).text == "Тише"


def test_an_anonymous_post_needs_a_section_that_allows_it():
    with pytest.raises(NotAllowed):
        posting.reply(make_topic(), make_user(), Writing("Тихо", is_anonymous=True))


def test_a_change_made_at_once_leaves_no_mark():
    post = posting.reply(make_topic(), make_user(), Writing("Да"))
    posting.edit(post, post.author, "Нет", 1)
    post.refresh_from_db()
    assert (post.text, post.edited_at, post.edits.count()) == ("Нет", None, 0)


def test_a_late_change_is_marked_and_keeps_what_was_said():
    post = make_reply(make_topic(), text="Да", created_at="2026-01-01T00:00Z")
    posting.edit(post, post.author, "Нет", 1)
    post.refresh_from_db()
    assert post.was_edited
    assert [edit.text for edit in post.edits.all()] == ["Да"]


def test_a_change_of_what_somebody_else_changed_is_refused():
    post = make_reply(make_topic(), text="Да")
    posting.edit(post, post.author, "Нет", 1)
    with pytest.raises(Changed) as refusal:
        posting.edit(post, post.author, "Может быть", 1)
    assert refusal.value.post.text == "Нет"


def test_deleting_ones_post_takes_the_words_and_leaves_the_place():
    topic = make_topic()
    post = make_reply(topic, text="Да")
    posting.delete(post, post.author)
    post.refresh_from_db()
    topic.refresh_from_db()
    assert (post.text, post.plain, post.stands, topic.reply_count) == ("", "", False, 0)


def test_nobody_deletes_or_changes_another_members_post():
    post = make_reply(make_topic())
    with pytest.raises(NotAllowed):
        posting.delete(post, make_user())
    with pytest.raises(NotAllowed):
        posting.edit(post, make_user(), "Нет", 1)


def test_a_form_that_somebody_else_sent_before_is_still_ones_own():
    topic, token = make_topic(), uuid.uuid4()
    first = posting.reply(topic, make_user(), Writing("Да", token=token))
    second = posting.reply(topic, make_user(), Writing("Нет", token=token))
    assert first != second and second.text == "Нет"


def test_a_form_sent_before_adds_no_poll_to_anothers_topic():
    topic, author, token = make_topic(), make_user(), uuid.uuid4()
    posting.reply(topic, author, Writing("Да", token=token))
    question = Question("Когда?", ["Раз", "Два"])
    posting.start(topic.section, author, "Нет", Writing("Да", token=token), question)
    assert not Poll.objects.filter(topic=topic).exists()


def test_a_title_that_grows_by_what_is_masked_is_cut(monkeypatch):
    monkeypatch.setattr("core.personal.mask", lambda text: f"{text} …")
    topic = posting.start(make_section(), make_user(), "а" * 140, Writing("Да"))
    assert topic.title == "а" * 140


def test_changing_ones_posts_without_end_is_slowed_down():
    post = make_reply(make_topic())
    with pytest.raises(TooFast):
        for version in range(1, 40):
            posting.edit(post, post.author, f"Правка {version}", version)
    assert post.topic.posts.get(pk=post.pk).version == 31
