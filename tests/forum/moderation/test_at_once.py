"""Two moderators, or a moderator and a member, in the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from forum import posting
from forum.models import Action, Post, Topic, Verb
from forum.moderation import joining, posts, reporting, topics, undoing
from forum.standing import Standing
from forum.writing import Writing
from tests.factories import make_user
from tests.forum.factories import (
    make_moderator,
    make_reply,
    make_section,
    make_standing,
    make_topic,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Runs each in a thread and a connection of its own; what any of them raised, is raised here."""

    def run(call):
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


def numbers(topic):
    return sorted(topic.posts.values_list("number", flat=True))


def test_two_moderators_who_lock_leave_one_deed():
    topic, moderator = make_topic(), make_moderator()
    done = at_once(*[lambda: topics.lock(topic, moderator)] * 4)
    assert sum(action is not None for action in done) == Action.objects.count() == 1


def test_replies_during_a_merge_are_all_there():
    source, target = make_topic(), make_topic()
    moderator, authors = make_moderator(), [make_user() for _number in range(5)]
    replies = [
        lambda author=author: posting.reply(source, author, Writing(f"Я {author.name}"))
        for author in authors
    ]
    at_once(*replies[:3], lambda: joining.merge(source, target, moderator), *replies[3:])
    assert set(Post.objects.replies().values_list("author", flat=True)) >= {a.pk for a in authors}
    assert not source.posts.exists()
    assert numbers(target) == list(range(7))
    target.refresh_from_db()
    assert target.reply_count == 6


def test_merging_both_ways_at_once_happens_one_way():
    first, second, moderator = make_topic(), make_topic(), make_moderator()

    def merge(source, target):
        try:
            return joining.merge(source, target, moderator)
        except joining.Impossible:
            return None

    done = at_once(lambda: merge(first, second), lambda: merge(second, first))
    assert sum(action is not None for action in done) == 1
    assert sorted(map(numbers, (first, second))) == [[], [0, 1]]


def test_a_reply_during_a_split_and_a_move_is_there():
    topic, section, moderator = make_topic(), make_section(), make_moderator()
    chosen, author = [make_reply(topic) for _number in range(3)], make_user()
    at_once(
        lambda: joining.split(chosen[:2], "Отдельно", section, moderator),
        lambda: posting.reply(topic, author, Writing("Успел")),
        lambda: topics.move(topic, section, moderator),
        lambda: posting.edit(chosen[0], chosen[0].author, "Иначе", 1),
    )
    topic.refresh_from_db()
    assert (numbers(topic), topic.section) == ([0, 1, 2], section)
    assert topic.posts.get(author=author).text == "Успел"
    assert Post.objects.get(pk=chosen[0].pk).text == "Иначе"


def test_splitting_the_same_posts_at_once_makes_one_topic():
    topic, moderator = make_topic(), make_moderator()
    chosen = [make_reply(topic) for _number in range(2)]
    calls = [lambda: joining.split(chosen, "Отдельно", topic.section, moderator)] * 2
    assert len(set(at_once(*calls))) == 1
    assert Topic.objects.count() == 2


def test_hiding_deleting_and_merging_at_once_agree_on_the_counts():
    source, target, moderator = make_topic(), make_topic(), make_moderator()
    first, second = make_reply(source), make_reply(source)
    at_once(
        lambda: posts.hide(first, moderator),
        lambda: posting.delete(second, second.author),
        lambda: joining.merge(source, target, moderator),
    )
    target.refresh_from_db()
    assert (target.reply_count, numbers(target)) == (1, [0, 1, 2, 3])


def test_approving_at_once_numbers_a_post_once():
    topic, moderator = make_topic(), make_moderator()
    held = [make_reply(topic, number=None, held_at="2026-01-01T00:00Z") for _number in range(2)]
    at_once(*[lambda post=post: posts.approve(post, moderator) for post in held * 2])
    topic.refresh_from_db()
    assert (numbers(topic), topic.reply_count) == ([0, 1, 2], 2)
    assert Action.objects.count() == 2


def test_reports_of_three_at_once_hide_the_post_once():
    post = make_reply(make_topic())
    trusted = [make_standing(Standing.TRUSTED) for _number in range(3)]
    at_once(*[lambda user=user: reporting.report(post, user, "spam") for user in trusted])
    post.refresh_from_db()
    assert post.hidden_at
    assert Action.objects.filter(verb=Verb.HIDE).count() == 1


def test_two_who_undo_the_same_deed_undo_it_once():
    first, second, moderator = make_topic(), make_topic(), make_moderator()
    action = joining.merge(first, second, moderator)
    at_once(*[lambda: undoing.undo(action, moderator)] * 2)
    assert (numbers(first), numbers(second)) == ([0], [0])
    assert Action.objects.filter(verb=Verb.UNDO).count() == 1
