"""Members who write in the same moment lose nothing."""

import uuid

import pytest

from forum import answering, liking, polling, posting
from forum.models import Edit, Like, Post, Topic, Vote
from forum.polling import Question
from forum.refusals import Changed
from forum.writing import Writing
from tests.factories import make_user
from tests.forum.at_once import at_once
from tests.forum.factories import make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db(transaction=True)


def test_replies_at_once_are_all_there_and_counted():
    topic, authors = make_topic(), [make_user() for _author in range(6)]
    at_once(*[lambda a=author: posting.reply(topic, a, Writing(a.name)) for author in authors])
    topic.refresh_from_db()
    assert sorted(topic.posts.values_list("number", flat=True)) == list(range(7))
    assert (topic.reply_count, topic.last_post.number) == (6, 6)


def test_a_form_sent_twice_at_once_is_one_post():
    topic, author = make_topic(), make_user()
    writing = Writing("Да", token=uuid.uuid4())
    posts = at_once(*[lambda: posting.reply(topic, author, writing)] * 4)
    assert len({post.pk for post in posts}) == 1
    assert topic.posts.replies().count() == 1


def test_a_topic_sent_twice_at_once_is_one_topic():
    section, author = make_section(), make_user()
    writing = Writing("Да", token=uuid.uuid4())
    topics = at_once(*[lambda: posting.start(section, author, "Да", writing)] * 4)
    assert {topic.pk for topic in topics} == {Topic.objects.get().pk}


def test_two_changes_at_once_are_one_change_and_one_refusal():
    post = make_reply(make_topic(), created_at="2026-01-01T00:00Z", text="Было")
    done = at_once(
        *[lambda n=n: posting.edit(post, post.author, f"Стало {n}", 1) for n in range(2)]
    )
    assert {type(each) for each in done} == {Changed, Post}
    assert Edit.objects.get().text == "Было"


def test_likes_at_once_are_counted_once_each():
    post, users = make_reply(make_topic()), [make_user() for _user in range(3)]
    at_once(*[lambda u=user: liking.like(post, u) for user in users * 2])
    post.refresh_from_db()
    assert post.like_count == Like.objects.count() == 3


def test_votes_at_once_of_one_member_are_one():
    poll = polling.ask(make_topic(), Question("Когда?", ["Раз", "Два"]))
    user, options = make_user(), list(poll.options.values_list("pk", flat=True))
    at_once(*[lambda o=option: polling.vote(poll, user, [o]) for option in options * 2])
    assert Vote.objects.count() == 1


def test_an_answer_that_is_deleted_at_once_is_no_answer():
    topic = make_topic(make_section(is_questions=True))
    post = make_reply(topic)
    at_once(
        lambda: answering.accept(post, topic.opening.author),
        lambda: posting.delete(post, post.author),
    )
    topic.refresh_from_db()
    assert topic.answer is None
