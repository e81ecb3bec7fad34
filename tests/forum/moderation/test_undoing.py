import contextlib
import datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from forum import following, posting, unread
from forum.models import Action, Discussion, Notice, Poll, Post, Report, Suspension, Topic, Verb
from forum.moderation import joining, members, posts, topics, undoing
from forum.refusals import Impossible, NotAllowed, NotUndoable
from forum.writing import Writing
from tests.factories import make_user
from tests.forum.factories import (
    assert_openings_titled,
    make_moderator,
    make_reply,
    make_section,
    make_topic,
)

pytestmark = pytest.mark.django_db

START = timezone.now() - datetime.timedelta(days=1)


def at(minute):
    return START + datetime.timedelta(minutes=minute)


def make_forum():
    """Two topics in two sections; replies alternate in time."""
    made = [make_topic(created_at=at(n), text=f"opening {n}") for n in range(2)]
    for minute in range(2, 10):
        make_reply(made[minute % 2], text=f"reply {minute}", created_at=at(minute))
    return made


def state():
    """All that anybody sees of the topics that are shown, and of the posts in them."""
    shown = Topic.objects.listed().order_by("pk").select_related("opening", "last_post")
    return [
        (
            topic.pk, topic.title, topic.section_id, topic.locked_at, topic.pinned_until,
            topic.opening_id, topic.last_post_id, topic.last_posted_at, topic.reply_count,
            topic.view_count, topic.lost_reply_count, topic.answer_id, topic.answered_at,
            list(topic.posts.order_by("number", "pk").values_list(
                "pk", "number", "text", "author", "author_key", "hidden_at", "held_at"
            )),
        )
        for topic in shown
    ]  # fmt: skip


def deeds(topic, moderator):
    """One of each that can be undone, by its verb."""
    post = topic.posts.get(number=1)
    return {
        Verb.LOCK: lambda: topics.lock(topic, moderator),
        Verb.PIN: lambda: topics.pin(topic, moderator),
        Verb.HIDE: lambda: topics.hide(topic, moderator),
        Verb.MOVE: lambda: topics.move(topic, make_section(), moderator),
        Verb.RETITLE: lambda: topics.retitle(topic, "Иначе", moderator),
        Verb.MERGE: lambda: joining.merge(topic, Topic.objects.exclude(pk=topic.pk)[0], moderator),
        Verb.SPLIT: lambda: joining.split([post], "Отдельно", topic.section, moderator),
        Verb.KEEP: lambda: posts.keep(post, moderator),
    }


VERBS = [
    Verb.LOCK, Verb.PIN, Verb.HIDE, Verb.MOVE, Verb.RETITLE, Verb.MERGE, Verb.SPLIT, Verb.KEEP,
]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_undone_is_as_before(verb):
    topic, moderator = make_forum()[0], make_moderator()
    Report.objects.create(post=topic.posts.get(number=1), reporter=make_user(), reason="spam")
    before = state()
    deeds(topic, moderator)[verb]()
    assert_openings_titled()
    action = Action.objects.get()
    assert undoing.undo(action, moderator).verb == Verb.UNDO
    assert undoing.undo(action, moderator) is None
    assert (state(), Action.objects.count()) == (before, 2)
    assert_openings_titled()
    assert Report.objects.get().closed_at is None


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        (topics.unlock, {"locked_at": START}),
        (topics.unpin, {"pinned_until": START}),
        (topics.restore, {"hidden_at": START}),
    ],
)
def test_what_was_taken_back_is_put_back_as_it_was(verb, fields):
    topic, moderator = make_topic(**fields), make_moderator()
    undoing.undo(verb(topic, moderator), moderator)
    topic.refresh_from_db()
    assert {name: getattr(topic, name) for name in fields} == fields


@pytest.mark.parametrize("deed", [posts.hide, posts.delete, posts.approve])
def test_what_happens_to_a_post_is_undone_if_it_can_be(deed):
    topic, moderator = make_topic(), make_moderator()
    post = make_reply(topic, held_at=START if deed is posts.approve else None)
    before = state()
    action = deed(post, moderator)
    if deed is posts.hide:
        undoing.undo(action, moderator)
        assert state() == before
    else:
        with pytest.raises(NotUndoable):
            undoing.undo(action, moderator)


def test_a_restored_post_is_hidden_again_by_undoing():
    post, moderator = make_reply(make_topic(), hidden_at=START), make_moderator()
    undoing.undo(posts.restore(post, moderator), moderator)
    post.refresh_from_db()
    assert (post.hidden_at, post.topic.reply_count) == (START, 0)


def test_a_suspension_that_is_undone_is_over_and_one_that_was_lifted_is_in_force():
    member, moderator = make_user(), make_moderator()
    suspended = members.suspend(member, moderator, None, "Спам.")
    lifted = members.lift(Suspension.objects.get(), moderator)
    with pytest.raises(NotUndoable):
        undoing.undo(suspended, moderator)
    undoing.undo(lifted, moderator)
    assert Suspension.objects.in_force().exists()
    undoing.undo(suspended, moderator)
    assert not Suspension.objects.in_force().exists()


def test_posts_hidden_in_one_step_come_back_in_one():
    member, moderator = make_user(), make_moderator()
    own = make_topic(author=member)
    make_reply(own, author=member)
    make_reply(make_topic(), author=member)
    before = state()
    action = members.hide_posts(member, moderator)
    assert state() != before
    undoing.undo(action, moderator)
    assert state() == before


def test_only_moderators_undo():
    topic = make_topic()
    action = topics.lock(topic, make_moderator())
    with pytest.raises(NotAllowed):
        undoing.undo(action, topic.opening.author)


def test_what_was_changed_again_can_not_be_undone():
    topic, moderator = make_topic(), make_moderator()
    first = topics.retitle(topic, "Второе", moderator)
    topics.retitle(topic, "Третье", moderator)
    with pytest.raises(NotUndoable):
        undoing.undo(first, moderator)
    topic.refresh_from_db()
    assert topic.title == "Третье"


def test_a_warning_and_an_undoing_can_not_be_undone():
    moderator = make_moderator()
    warned = members.warn(make_user(), moderator, "Полегче.")
    undone = undoing.undo(topics.lock(make_topic(), moderator), moderator)
    for action in (warned, undone):
        with pytest.raises(NotUndoable):
            undoing.undo(action, moderator)


def test_replies_to_a_merged_topic_stay_and_those_to_a_split_one_come_back():
    first, second = make_forum()
    moderator = make_moderator()
    merged = joining.merge(first, second, moderator)
    posting.reply(second, make_user(), Writing("после слияния"))
    undoing.undo(merged, moderator)
    assert second.posts.filter(text="после слияния", number=5).exists()
    made = joining.split([second.posts.get(number=1)], "Да", second.section, moderator)
    posting.reply(made, make_user(), Writing("после деления"))
    undoing.undo(Action.objects.filter(verb=Verb.SPLIT).get(), moderator)
    made.refresh_from_db()
    assert second.posts.filter(text="после деления", number=6).exists()
    assert made.merged_into == second


def test_an_opening_younger_than_its_replies_is_the_opening_again():
    older, younger = make_forum()
    third, moderator = make_topic(created_at=at(30)), make_moderator()
    joining.merge(older, younger, moderator)
    before = state()
    undoing.undo(joining.merge(younger, third, moderator), moderator)
    assert state() == before


def test_a_merge_can_not_be_undone_once_its_posts_were_taken_apart():
    first, second = make_forum()
    moderator = make_moderator()
    merged = joining.merge(first, second, moderator)
    post = second.posts.get(text="reply 4")
    joining.split([post], "Да", second.section, moderator)
    with pytest.raises(NotUndoable):
        undoing.undo(merged, moderator)
    assert Post.objects.filter(topic=second).count() == 9


def test_undoing_a_merge_gives_back_poll_discussion_followers_and_what_was_read():
    first, second = make_forum()
    moderator, reader, follower = make_moderator(), make_user(), make_user()
    Poll.objects.create(topic=first, question="Да?")
    Discussion.objects.create(key="post-1", section=first.section, topic=first)
    following.follow(follower, first)
    unread.note(reader, second, 2)
    undoing.undo(joining.merge(first, second, moderator), moderator)
    first = Topic.objects.get(pk=first.pk)
    assert (first.poll.question, first.discussion.key) == ("Да?", "post-1")
    assert (first.follows.count(), second.follows.count()) == (1, 0)
    assert unread.read_number(reader, second) == 2


def test_an_anonymous_author_keeps_their_post_through_a_merge_and_back():
    section, author, moderator = make_section(allows_anonymous=True), make_user(), make_moderator()
    first, second = make_topic(section), make_topic(section)
    post = posting.reply(first, author, Writing("Тихо", is_anonymous=True))
    undoing.undo(joining.merge(first, second, moderator), moderator)
    again = Post.objects.get(pk=post.pk)
    assert (again.topic, again.author_key) == (first, post.author_key)


def test_who_was_told_of_a_deed_is_told_that_it_is_undone():
    post, moderator = make_reply(make_topic()), make_moderator()
    undoing.undo(posts.hide(post, moderator), moderator)
    assert [notice.deed for notice in Notice.objects.order_by("pk")] == ["hide", "restore"]
    assert set(Notice.objects.values_list("user", flat=True)) == {post.author_id}


STEPS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=8)


def step(kind, choice, moderator, sections):
    """One deed on whatever the numbers choose."""
    every = list(Topic.objects.order_by("pk"))
    topic, other = every[choice % len(every)], every[(choice + 1) % len(every)]
    own = list(topic.posts.order_by("number", "pk"))
    post = own[choice % len(own)] if own else Post.objects.order_by("pk")[choice]
    member = User.objects.filter(is_staff=False).order_by("pk")[choice % 3]
    return [
        lambda: topics.lock(topic, moderator) or topics.unlock(topic, moderator),
        lambda: topics.pin(topic, moderator) or topics.unpin(topic, moderator),
        lambda: topics.hide(topic, moderator) or topics.restore(topic, moderator),
        lambda: topics.move(topic, sections[choice % 2], moderator),
        lambda: topics.retitle(topic, f"Название {choice}", moderator),
        lambda: posts.hide(post, moderator) or posts.restore(post, moderator),
        lambda: joining.merge(topic, other, moderator),
        lambda: joining.split([post], f"Отдельно {choice}", sections[0], moderator),
        lambda: members.hide_posts(member, moderator),
        lambda: members.suspend(member, moderator, None, "Спам."),
    ][kind]()


def do(steps, moderator, sections):
    """What can't be done where things are by then, isn't."""
    for kind, choice in steps:
        with contextlib.suppress(Impossible):
            step(kind, choice, moderator, sections)
        assert_openings_titled()


@settings(
    max_examples=25, derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(steps=STEPS)
def test_whatever_was_done_undoing_it_backwards_restores_everything(db, steps):
    moderator, made = make_moderator(), make_forum()
    make_reply(made[0], author=None, author_key="f" * 32, created_at=at(20))
    before, start = state(), Action.objects.count()
    do(steps, moderator, [topic.section for topic in made])
    for action in Action.objects.order_by("-pk")[: Action.objects.count() - start]:
        undoing.undo(action, moderator)
        assert_openings_titled()
    after = state()
    assert without_lost_keys(after) == without_lost_keys(before)
    wipe()


def without_lost_keys(rows):
    """A gone author's key is drawn anew each time a post is carried."""
    return [
        (*row[:-1], [post[:4] + (bool(post[4]),) + post[5:] for post in row[-1]]) for row in rows
    ]


def wipe():
    """Hypothesis runs all examples in one transaction."""
    Action.objects.all().delete()
    Topic.objects.update(opening=None, last_post=None, answer=None, merged_into=None)
    Topic.objects.all().delete()
    User.objects.all().delete()


def test_a_topic_isn_t_moved_back_into_a_section_that_is_gone():
    section, moderator = make_section(), make_moderator()
    topic = make_topic(section)
    action = topics.move(topic, make_section(), moderator)
    section.delete()
    with pytest.raises(NotUndoable):
        undoing.undo(action, moderator)
