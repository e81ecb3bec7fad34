import datetime

import pytest
from django.utils import timezone

from accounts.models import User
from forum import posting
from forum.models import Action, Notice, Post, Suspension, Topic
from forum.moderation import members
from forum.refusals import Impossible, NotAllowed, Suspended
from forum.writing import Writing
from tests.factories import make_user
from tests.forum.factories import make_moderator, make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.now() + datetime.timedelta(days=days)


def make_anonymous_reply(author):
    topic = make_topic(make_section(allows_anonymous=True))
    return posting.reply(topic, author, Writing("Тихо", is_anonymous=True))


def test_a_warning_is_told_once():
    member, moderator = make_user(), make_moderator()
    assert members.warn(member, moderator, "Полегче.")
    assert members.warn(member, moderator, "Полегче.") is None
    assert [(notice.user, notice.text) for notice in Notice.objects.all()] == [(member, "Полегче.")]


def test_who_is_suspended_writes_nothing():
    member = make_user()
    members.suspend(member, make_moderator(), in_days(3), "Спам.")
    with pytest.raises(Suspended, match="Спам"):
        posting.reply(make_topic(), member, Writing("Да"))


def test_suspending_twice_is_once_but_longer_counts():
    member, moderator = make_user(), make_moderator()
    assert members.suspend(member, moderator, in_days(3), "Спам.")
    assert members.suspend(member, moderator, in_days(3), "Спам.") is None
    assert members.suspend(member, moderator, None, "Спам.")
    assert members.suspend(member, moderator, in_days(3), "Спам.") is None
    assert Suspension.objects.count() == 2


def test_a_suspension_that_is_lifted_is_over():
    member, moderator = make_user(), make_moderator()
    members.suspend(member, moderator, None, "Спам.")
    suspension = Suspension.objects.get()
    assert members.lift(suspension, moderator)
    assert members.lift(suspension, moderator) is None
    assert posting.reply(make_topic(), member, Writing("Да"))


def test_only_moderators_warn_suspend_lift_and_hide():
    member, post = make_user(), make_reply(make_topic())
    suspension = Suspension.objects.create(member=member, reason="Спам.")
    for deed in (
        lambda: members.warn(member, post.author, "Нет"),
        lambda: members.warn_author(post, member, "Нет"),
        lambda: members.suspend(member, post.author, None, "Нет"),
        lambda: members.suspend_author(post, member, None, "Нет"),
        lambda: members.lift(suspension, member),
        lambda: members.hide_posts(member, post.author),
        lambda: members.hide_posts_like(post, member),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert not Action.objects.exists()


def test_moderators_are_not_suspended():
    with pytest.raises(NotAllowed):
        members.suspend(make_moderator(), make_moderator(), None, "Нет")


def test_an_anonymous_author_is_suspended_and_named_nowhere():
    author = make_user()
    post = make_anonymous_reply(author)
    action = members.suspend_author(post, make_moderator(), in_days(3), "Грубо.")
    suspension = Suspension.objects.get()
    assert (suspension.member, action.member) == (None, None)
    assert not Notice.objects.filter(user=author).exists()
    assert Notice.objects.of(author).get().text == "Грубо."
    assert str(author.pk) not in (suspension.member_key, str(action.before.get("member")))
    with pytest.raises(Suspended, match="Грубо"):
        posting.reply(make_topic(), author, Writing("Да"))
    with pytest.raises(Suspended):
        posting.reply(post.topic, author, Writing("Да", is_anonymous=True))


def test_an_anonymous_author_is_warned_by_a_row_that_does_not_name_them():
    author = make_user()
    post = make_anonymous_reply(author)
    action = members.warn_author(post, make_moderator(), "Полегче.")
    notice = Notice.objects.of(author).get(kind="moderation")
    assert (notice.user, notice.post, notice.text) == (None, post, "Полегче.")
    assert (action.member, notice.mailed_at is not None) == (None, True)


def test_an_author_who_is_gone_can_not_be_warned_or_suspended():
    author = make_user()
    anonymous, named = make_anonymous_reply(author), make_reply(make_topic(), author=author)
    User.objects.filter(pk=author.pk).delete()
    for post in (anonymous, named):
        with pytest.raises(Impossible):
            members.suspend_author(post, make_moderator(), None, "Нет")
        with pytest.raises(Impossible):
            members.warn_author(post, make_moderator(), "Нет")


def test_all_posts_of_a_member_are_hidden_in_one_step():
    member, talk = make_user(), make_topic()
    own = make_topic(author=member)
    make_reply(own, author=member)
    make_reply(talk, author=member)
    other = make_reply(talk)
    assert members.hide_posts(member, make_moderator())
    assert members.hide_posts(member, make_moderator()) is None
    talk.refresh_from_db()
    assert set(Post.objects.standing()) == {talk.opening, other}
    assert (list(Topic.objects.listed()), talk.reply_count) == ([talk], 1)


def test_of_an_anonymous_author_only_this_topics_posts_are_hidden():
    author = make_user()
    here, elsewhere = make_anonymous_reply(author), make_anonymous_reply(author)
    members.hide_posts_like(here, make_moderator())
    assert here not in Post.objects.standing()
    assert elsewhere in Post.objects.standing()


def test_suspending_tells_no_moderator_that_two_unnamed_authors_are_one():
    author, moderator = make_user(), make_moderator()
    here, elsewhere = make_anonymous_reply(author), make_anonymous_reply(author)
    assert members.suspend_author(here, moderator, None, "Грубо.")
    assert members.suspend_author(here, moderator, None, "Грубо.") is None
    assert members.suspend_author(elsewhere, moderator, None, "Грубо.")
