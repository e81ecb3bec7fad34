import datetime

import pytest
from django.utils import timezone

from forum import drafting, following, posting, unread
from forum.anonymity import author_key
from forum.models import Discussion, Draft, Notice, Poll, Post, Topic
from forum.moderation import joining
from forum.refusals import Impossible, NotAllowed
from forum.writing import Writing
from tests.factories import make_user
from tests.forum.factories import make_moderator, make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db

START = timezone.now() - datetime.timedelta(days=1)


def at(minute):
    return START + datetime.timedelta(minutes=minute)


def texts(topic):
    return list(topic.posts.exclude(number=None).order_by("number").values_list("text", flat=True))


def make_pair():
    """Two topics whose replies alternate in time."""
    source = make_topic(title="Вторая", text="B", created_at=at(0))
    target = make_topic(title="Первая", text="A", created_at=at(1))
    for minute, (topic, text) in enumerate([(target, "a1"), (source, "b1"), (target, "a2")], 2):
        make_reply(topic, text=text, created_at=at(minute))
    return source, target


def test_merging_puts_posts_in_the_order_of_time_under_one_opening():
    source, target = make_pair()
    joining.merge(source, target, make_moderator())
    source.refresh_from_db()
    target.refresh_from_db()
    assert texts(target) == ["A", "B", "a1", "b1", "a2"]
    assert (target.reply_count, target.last_post.text, target.opening.text) == (4, "a2", "A")
    assert (source.merged_into, source.reply_count, source.opening) == (target, 0, None)


def test_merging_twice_is_once_and_itself_never():
    source, target = make_pair()
    moderator = make_moderator()
    joining.merge(source, target, moderator)
    assert joining.merge(source, target, moderator) is None
    with pytest.raises(Impossible):
        joining.merge(target, target, moderator)
    with pytest.raises(Impossible):
        joining.merge(target, source, moderator)


def test_only_moderators_merge_and_split():
    source, target = make_pair()
    with pytest.raises(NotAllowed):
        joining.merge(source, target, make_user())
    with pytest.raises(NotAllowed):
        joining.split([target.posts.get(number=1)], "Да", target.section, make_user())
    assert source.posts.count() == 2


def test_what_waits_hides_or_is_deleted_is_carried_too():
    source, target = make_pair()
    make_reply(source, number=None, held_at=at(9))
    make_reply(source, hidden_at=at(9), created_at=at(8))
    joining.merge(source, target, make_moderator())
    assert not source.posts.exists()
    assert target.posts.filter(number=None).count() == 1


def test_views_and_lost_replies_are_added():
    source, target = make_pair()
    Topic.objects.update(view_count=5, lost_reply_count=2)
    joining.merge(source, target, make_moderator())
    target.refresh_from_db()
    assert (target.view_count, target.lost_reply_count) == (10, 4)


def test_followers_drafts_and_notices_come_along():
    source, target = make_pair()
    user = make_user()
    following.follow(user, source)
    drafting.save(user, drafting.in_topic(source), {"text": "Не дописано"})
    notice = Notice.objects.create(user=user, kind="reply", topic=source, post=source.opening)
    joining.merge(source, target, make_moderator())
    notice.refresh_from_db()
    assert target.follows.get().user == user
    assert drafting.load(user, drafting.in_topic(target))["text"] == "Не дописано"
    assert Draft.objects.count() == 1
    assert notice.topic == target


def test_a_poll_goes_along_where_there_is_none():
    source, target = make_pair()
    Poll.objects.create(topic=source, question="Да?")
    joining.merge(source, target, make_moderator())
    assert target.poll.question == "Да?"


def test_topics_that_discuss_two_pages_stay_two():
    source, target = make_pair()
    for number, topic in enumerate((source, target)):
        Discussion.objects.create(key=f"post-{number}", section=topic.section, topic=topic)
    with pytest.raises(Impossible):
        joining.merge(source, target, make_moderator())
    assert source.posts.count() == 2


def test_the_page_that_was_discussed_is_discussed_in_the_merged_topic():
    source, target = make_pair()
    Discussion.objects.create(key="post-1", section=source.section, topic=source)
    joining.merge(source, target, make_moderator())
    assert target.discussion.key == "post-1"


def test_an_anonymous_author_can_still_change_a_post_that_was_carried():
    author, section = make_user(), make_section(allows_anonymous=True)
    source, target = make_topic(section), make_topic(section)
    post = posting.reply(source, author, Writing("Тихо", is_anonymous=True))
    joining.merge(source, target, make_moderator())
    post = Post.objects.get(pk=post.pk)
    assert post.author_key == author_key(target.pk, author.pk)
    assert posting.edit(post, author, "Тише", post.version).text == "Тише"


def test_posts_of_one_gone_anonymous_author_stay_one_persons():
    source, target = make_pair()
    for _number in range(2):
        make_reply(source, author=None, author_key="f" * 32)
    make_reply(source, author=None, author_key="e" * 32)
    joining.merge(source, target, make_moderator())
    keys = list(target.posts.exclude(author_key="").values_list("author_key", flat=True))
    assert sorted(map(keys.count, set(keys))) == [1, 2]
    assert not {"f" * 32, "e" * 32} & set(keys)


def test_who_had_read_a_post_has_read_it_still():
    source, target = make_pair()
    reader = make_user()
    unread.note(reader, target, 1)  # a1
    joining.merge(source, target, make_moderator())
    read = unread.read_number(reader, target)
    assert target.posts.get(number=read).text == "a1"


def test_splitting_makes_a_topic_of_replies():
    topic, section = make_pair()[1], make_section()
    last = topic.posts.get(number=2)
    made = joining.split([last], "Отдельно", section, make_moderator())
    topic.refresh_from_db()
    made.refresh_from_db()
    assert (texts(topic), texts(made)) == (["A", "a1"], ["a2"])
    assert (topic.reply_count, made.reply_count, topic.last_post.text) == (1, 0, "a1")
    assert (made.opening, made.created_at, made.section) == (last, last.created_at, section)


def test_splitting_from_the_middle_leaves_no_gap():
    topic = make_pair()[1]
    joining.split([topic.posts.get(number=1)], "Да", topic.section, make_moderator())
    assert list(topic.posts.order_by("number").values_list("number", flat=True)) == [0, 1]


def test_splitting_twice_is_once():
    topic, moderator = make_pair()[1], make_moderator()
    posts = list(topic.posts.filter(number=1))
    made = joining.split(posts, "Да", topic.section, moderator)
    assert joining.split(posts, "Да", topic.section, moderator) == made
    assert Topic.objects.count() == 3


def test_an_opening_no_post_and_posts_of_two_topics_are_not_split_off():
    source, target = make_pair()
    both = [source.posts.get(number=1), target.posts.get(number=1)]
    for posts in ([target.opening], [], both):
        with pytest.raises(Impossible):
            joining.split(posts, "Да", target.section, make_moderator())


def test_a_topic_cannot_begin_with_a_hidden_post():
    topic = make_pair()[1]
    hidden = make_reply(topic, hidden_at=at(5))
    with pytest.raises(Impossible):
        joining.split([hidden], "Да", topic.section, make_moderator())


def test_an_answer_that_is_split_off_is_no_answer_any_more():
    topic = make_pair()[1]
    answer = topic.posts.get(number=1)
    Topic.objects.filter(pk=topic.pk).update(answer=answer, answered_at=at(6))
    joining.split([answer], "Да", topic.section, make_moderator())
    topic.refresh_from_db()
    assert (topic.answer, topic.answered_at) == (None, None)


def test_what_was_read_stays_read_on_both_sides_of_a_split():
    topic, reader = make_pair()[1], make_user()
    unread.note(reader, topic, 2)
    made = joining.split([topic.posts.get(number=1)], "Да", topic.section, make_moderator())
    assert (unread.read_number(reader, topic), unread.read_number(reader, made)) == (1, 0)


def test_who_followed_hears_of_what_was_split_off_and_its_authors_are_told():
    topic, follower = make_pair()[1], make_user()
    following.follow(follower, topic)
    post = topic.posts.get(number=1)
    made = joining.split([post], "Да", topic.section, make_moderator())
    assert made.follows.get().user == follower
    assert Notice.objects.get().user == post.author


def test_a_reply_written_for_a_merged_topic_goes_where_the_topic_went():
    source, target = make_pair()
    joining.merge(source, target, make_moderator())
    post = posting.reply(source, make_user(), Writing("Успел"))
    assert (post.topic, post.number) == (target, 5)
