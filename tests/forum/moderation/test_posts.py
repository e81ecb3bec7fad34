import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from forum import posting
from forum.models import Action, Notice, Post, Report, Topic
from forum.moderation import posts
from forum.refusals import NotAllowed
from forum.writing import Writing
from tests.factories import make_user
from tests.forum.factories import make_moderator, make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db


def make_waiting(topic=None, **fields):
    topic = topic or make_topic()
    return make_reply(topic, number=None, held_at="2026-01-01T00:00Z", **fields)


def test_a_hidden_post_keeps_its_number_and_is_no_longer_counted():
    topic, moderator = make_topic(), make_moderator()
    post, later = make_reply(topic), make_reply(topic)
    posts.hide(post, moderator, "Грубо.")
    topic.refresh_from_db()
    assert post not in Post.objects.visible_to(make_user())
    assert (topic.reply_count, later.number, Post.objects.get(pk=post.pk).number) == (1, 2, 1)
    assert Notice.objects.get(user=post.author).text == "Грубо."


def test_a_restored_post_is_where_it_was():
    topic, moderator = make_topic(), make_moderator()
    post = make_reply(topic)
    posts.hide(post, moderator)
    posts.restore(post, moderator)
    topic.refresh_from_db()
    assert post in Post.objects.visible_to(make_user())
    assert (topic.reply_count, topic.last_post) == (1, post)


def test_an_opening_takes_its_topic_along_only_if_nobody_replied():
    alone, talk, moderator = make_topic(), make_topic(), make_moderator()
    make_reply(talk)
    for topic in (alone, talk):
        posts.hide(topic.opening, moderator)
    assert list(Topic.objects.listed()) == [talk]
    posts.restore(alone.opening, moderator)
    assert alone in Topic.objects.listed()


@pytest.mark.parametrize(
    "deed", [posts.hide, posts.restore, posts.approve, posts.reject, posts.delete, posts.keep]
)
def test_only_moderators_do_it(deed):
    post = make_waiting()
    with pytest.raises(NotAllowed):
        deed(post, post.author)
    with pytest.raises(NotAllowed):
        deed(post, make_user(is_staff=True))
    assert not Action.objects.exists()


def test_an_approved_reply_appears_at_the_end_and_is_told_of():
    topic, moderator = make_topic(), make_moderator()
    waiting = make_waiting(topic, created_at="2026-01-01T00:00Z")
    make_reply(topic)
    assert posts.approve(waiting, moderator)
    assert posts.approve(waiting, moderator) is None
    topic.refresh_from_db()
    waiting.refresh_from_db()
    assert (waiting.number, waiting.held_at, topic.last_post) == (2, None, waiting)
    assert topic.last_posted_at == waiting.created_at
    jobs = ProcrastinateJob.objects.filter(task_name="forum.tell")
    assert [job.args for job in jobs] == [{"post_id": waiting.pk}]


def test_an_approved_opening_brings_its_topic_into_the_lists():
    section, author = make_section(approves_new=True), make_user()
    topic = posting.start(section, author, "Да", Writing("Да"))
    assert topic not in Topic.objects.visible_to(make_user())
    posts.approve(topic.opening, make_moderator())
    assert topic in Topic.objects.visible_to(make_user())
    assert topic.opening in Post.objects.visible_to(make_user())


def test_a_rejected_post_leaves_the_queue_and_comes_back_to_it():
    post, moderator = make_waiting(), make_moderator()
    posts.reject(post, moderator)
    assert post not in Post.objects.waiting_of(post.author)
    posts.restore(post, moderator)
    assert post in Post.objects.waiting_of(post.author)
    assert post not in Post.objects.visible_to(make_user())


def test_a_deleted_post_has_no_words_any_more():
    post = make_reply(make_topic(), text="Адрес")
    posts.delete(post, make_moderator())
    assert posts.delete(post, make_moderator()) is None
    post.refresh_from_db()
    assert (post.text, post.plain, post.stands) == ("", "", False)


@pytest.mark.parametrize("deed", [posts.hide, posts.delete, posts.keep])
def test_what_is_decided_closes_the_reports(deed):
    post = make_reply(make_topic())
    Report.objects.create(post=post, reporter=make_user(), reason="spam")
    deed(post, make_moderator())
    assert Report.objects.get().closed_at


def test_keeping_brings_back_what_reports_had_hidden():
    post = make_reply(make_topic(), hidden_at="2026-01-01T00:00Z")
    Report.objects.create(post=post, reporter=make_user(), reason="spam")
    assert posts.keep(post, make_moderator())
    assert posts.keep(post, make_moderator()) is None
    assert post in Post.objects.visible_to(make_user())


def test_an_anonymous_author_is_told_each_time_by_rows_that_do_not_name_them():
    topic, author = make_topic(make_section(allows_anonymous=True)), make_user()
    post = posting.reply(topic, author, Writing("Тихо", is_anonymous=True))
    moderator = make_moderator()
    for deed in (posts.hide, posts.restore, posts.hide):
        deed(post, moderator, "Тут чужой адрес.")
    assert not Notice.objects.exclude(user=None).exists()
    deeds = [notice.deed for notice in Notice.objects.of(author).order_by("pk")]
    assert deeds == ["hide", "restore", "hide"]


def test_a_moderators_own_anonymous_post_is_told_of_like_others():
    topic, moderator = make_topic(make_section(allows_anonymous=True)), make_moderator()
    post = posting.reply(topic, moderator, Writing("Тихо", is_anonymous=True))
    posts.hide(post, moderator)
    assert Notice.objects.of(moderator).exists()
