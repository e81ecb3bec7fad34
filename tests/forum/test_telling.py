"""Who hears of a new post, and what the rows about it tell of those who write without a name."""

import threading
import time

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from forum import answering, following, posting, telling
from forum.anonymity import author_key, suspended_key, told_key, told_keys
from forum.models import Kind, Notice, Post, Suspension, Topic
from forum.standing import Standing
from forum.writing import Writing
from tests.factories import make_user
from tests.forum.factories import make_moderator, make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db


def told(post):
    """Who was told, and by what kind."""
    telling.tell(post.pk)
    return dict(Notice.objects.filter(post=post, told_key="").values_list("user", "kind"))


def anonymously(topic, author, **fields):
    return make_reply(topic, author=None, author_key=author_key(topic.pk, author.pk), **fields)


def make_anonymous_topic(author, **fields):
    topic = make_topic(make_section(allows_anonymous=True), author=None, **fields)
    Post.objects.filter(pk=topic.opening_id).update(author_key=author_key(topic.pk, author.pk))
    return topic


def test_each_hears_once_by_the_first_kind_that_is_so():
    asker, quoted, follower, mentioned = (make_user() for _ in range(4))
    topic = make_topic(author=asker)
    for user in (asker, quoted, follower, mentioned):
        following.follow(user, topic)
        following.follow_section(user, topic.section)
    said = make_reply(topic, author=quoted)
    own = make_reply(topic, author=mentioned)
    text = f"> [так](?reply={said.pk}) [и так](?reply={own.pk})"
    post = make_reply(topic, text=text, mentions=[mentioned.name])
    assert told(post) == {
        mentioned.pk: Kind.MENTION,
        quoted.pk: Kind.QUOTE,
        asker.pk: Kind.REPLY,
        follower.pk: Kind.FOLLOWED,
    }


def test_twice_is_once():
    topic = make_topic()
    following.follow(topic.opening.author, topic)
    post = make_reply(topic)
    assert told(post) == told(post) == {topic.opening.author_id: Kind.REPLY}


def test_a_section_is_followed_with_what_is_started_in_it():
    follower, topic = make_user(), make_topic()
    following.follow_section(follower, topic.section)
    assert told(topic.opening) == {follower.pk: Kind.FOLLOWED}


def test_nobody_hears_of_their_own():
    author, topic = make_user(), make_topic()
    following.follow(author, topic)
    text = f"[я](?reply={make_reply(topic, author=author).pk})"
    assert told(make_reply(topic, author=author, text=text, mentions=[author.name])) == {}


def test_who_follows_their_topic_no_longer_hears_no_more_of_it():
    topic = make_topic()
    following.follow(topic.opening.author, topic)
    following.unfollow(topic.opening.author, topic)
    assert told(make_reply(topic)) == {}


@pytest.mark.parametrize("state", ["held_at", "hidden_at", "deleted_at"])
def test_nobody_hears_of_what_stands_no_longer(state):
    topic = make_topic()
    following.follow(make_user(), topic)
    post = make_reply(topic)
    Post.objects.filter(pk=post.pk).update(**{state: timezone.now()})
    assert told(post) == {}


def test_nobody_hears_of_a_hidden_topic_nor_of_a_post_that_is_gone():
    topic = make_topic()
    following.follow(make_user(), topic)
    post = make_reply(topic)
    Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
    assert told(post) == {}
    telling.tell(post.pk + 1_000)


def test_a_post_that_was_moved_is_told_of_where_it_is():
    old, new = make_topic(), make_topic()
    follower, other = make_user(), make_user()
    following.follow(follower, new)
    following.follow(other, old)
    post = make_reply(old)
    Post.objects.filter(pk=post.pk).update(topic=new)
    assert told(post) == {follower.pk: Kind.FOLLOWED}
    assert Notice.objects.get().topic == new


def test_the_inactive_and_the_suspended_hear_nothing():
    topic = make_topic()
    gone, silenced, again = make_user(is_active=False), make_user(), make_user()
    for user in (gone, silenced, again):
        following.follow(user, topic)
    Suspension.objects.create(member=silenced, reason="-")
    Suspension.objects.create(member=again, reason="-", lifted_at=timezone.now())
    assert told(make_reply(topic, mentions=[silenced.name])) == {again.pk: Kind.FOLLOWED}


def test_a_suspension_for_an_anonymous_post_is_not_seen_from_who_hears():
    topic, silenced = make_topic(), make_user()
    following.follow(silenced, topic)
    Suspension.objects.create(member_key=suspended_key(silenced.pk), reason="-")
    assert told(make_reply(topic)) == {silenced.pk: Kind.FOLLOWED}


@pytest.mark.parametrize("readers", [Standing.STRANGER, Standing.NEW, Standing.TEAM])
@pytest.mark.parametrize("parent_readers", [None, Standing.TEAM])
def test_whoever_may_read_may_hear(readers, parent_readers):
    """`may_hear` says of many what `visible_to` says of one."""
    parent = make_section(readers=parent_readers) if parent_readers else None
    topic = make_topic(make_section(readers=readers, parent=parent))
    staff, moderator = make_user(is_staff=True), make_user(is_staff=True)
    moderator.user_permissions.add(Permission.objects.get(codename="moderate"))
    people = [make_user(), staff, User.objects.get(pk=moderator.pk), make_moderator()]
    readers = {user for user in people if Topic.objects.visible_to(user).exists()}
    assert set(telling.may_hear(topic.section).filter(pk__in=[u.pk for u in people])) == readers


def test_who_may_not_read_the_section_does_not_hear_even_when_mentioned():
    topic, member = make_topic(make_section(readers=Standing.TEAM)), make_user()
    following.follow(member, topic)
    assert told(make_reply(topic, mentions=[member.name])) == {}


# Without a name


def test_rows_do_not_name_who_asked_or_was_quoted_without_a_name():
    asker, quoted = make_user(), make_user()
    topic = make_anonymous_topic(asker)
    said = anonymously(topic, quoted)
    post = make_reply(topic, text=f"[так](?reply={said.pk})")
    assert told(post) == {}
    rows = Notice.objects.exclude(mailed_at=None).values_list("told_key", "kind", "user")
    keys = {told_key(topic.pk, asker.pk), told_key(topic.pk, quoted.pk)}
    assert set(rows) == {(key, Kind.FOLLOWED, None) for key in keys}
    assert Notice.objects.visible_to(asker).count() == 1
    assert told(post) == {}
    assert Notice.objects.count() == 2


def test_no_gap_in_the_rows_gives_an_anonymous_author_away():
    """Of what U wrote without a name, U’s own row is there like others’; the same the other way round."""
    author, other = make_user(), make_user()
    topic = make_anonymous_topic(author)
    for user in (author, other):
        following.follow(user, topic)
    everybody = {author.pk: Kind.FOLLOWED, other.pk: Kind.FOLLOWED}
    assert told(anonymously(topic, author)) == everybody
    named = make_reply(topic, author=author, mentions=[other.name])
    telling.tell(named.pk)
    assert Notice.objects.filter(told_key=told_key(topic.pk, author.pk)).count() == 2


def test_keys_differ_between_topics_and_a_member_asks_by_all_of_theirs():
    assert told_key(1, 7) != told_key(2, 7)
    assert {told_key(topic, 7) for topic in range(100)} == set(told_keys(7))
    assert not set(told_keys(7)) & set(told_keys(8))


# Answers


def accepted(asker, reply):
    answering.accept(reply, asker)
    telling.tell_of_answer(reply.pk)
    telling.tell_of_answer(reply.pk)
    return list(Notice.objects.values_list("user", "kind"))


def test_the_author_of_an_answer_hears_once_that_it_was_accepted():
    topic = make_topic(make_section(is_questions=True))
    reply = make_reply(topic)
    assert accepted(topic.opening.author, reply) == [(reply.author_id, Kind.ANSWER)]


def test_nobody_hears_of_the_answer_they_chose_themselves():
    topic = make_topic(make_section(is_questions=True))
    assert accepted(topic.opening.author, make_reply(topic, author=topic.opening.author)) == []
    moderator = make_moderator()
    assert accepted(moderator, make_reply(topic, author=moderator)) == []
    own = make_reply(topic, author=topic.opening.author)
    assert accepted(moderator, own) == [(own.author_id, Kind.ANSWER)]


def test_an_answer_without_a_name_names_nobody():
    author = make_user()
    topic = make_topic(make_section(is_questions=True, allows_anonymous=True))
    assert accepted(topic.opening.author, anonymously(topic, author)) == [(None, Kind.ANSWER)]
    assert Notice.objects.visible_to(author).exists()


def test_nothing_is_told_of_an_answer_that_was_taken_back():
    topic = make_topic(make_section(is_questions=True))
    reply = make_reply(topic)
    answering.accept(reply, topic.opening.author)
    answering.withdraw(topic, topic.opening.author)
    telling.tell_of_answer(reply.pk)
    assert not Notice.objects.exists()


# Many


def follow_in_thousands(topic, count):
    """Copies of one member, made by the database: Python would take seconds."""
    columns = [field.column for field in User._meta.concrete_fields if not field.primary_key]
    values = ", ".join("'Follower ' || n" if each == "name" else f'"{each}"' for each in columns)
    names = ", ".join(f'"{each}"' for each in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO accounts_user ({names}) SELECT {values}"
            " FROM accounts_user CROSS JOIN generate_series(1, %s) n WHERE id = %s",
            [count, make_user().pk],
        )
        cursor.execute(
            "INSERT INTO forum_follow (user_id, topic_id, created_at)"
            " SELECT id, %s, now() FROM accounts_user WHERE name LIKE 'Follower %%'",
            [topic.pk],
        )


def cost(action):
    with CaptureQueriesContext(connection) as queries:
        started = time.perf_counter()
        action()
    return len(queries), time.perf_counter() - started


def test_ten_thousand_followers_cost_whoever_posts_nothing():
    topic = make_topic()
    first, _seconds = cost(lambda: posting.reply(topic, make_user(), Writing("Раз")))
    follow_in_thousands(topic, 10_000)
    queries, seconds = cost(lambda: posting.reply(topic, make_user(), Writing("Два")))
    assert queries == first
    assert seconds < 1, "usually some 20 ms; the machine may be busy"
    assert ProcrastinateJob.objects.filter(task_name="forum.tell").count() == 2
    queries, _seconds = cost(lambda: telling.tell(topic.posts.latest("pk").pk))
    assert queries <= 13
    assert Notice.objects.count() == 10_000 + 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_leaves_nothing_half_told(monkeypatch):
    topic = make_topic()
    mentioned, follower = make_user(), make_user()
    following.follow(follower, topic)
    post = make_reply(topic, mentions=[mentioned.name])

    def die(*_args):
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(telling, "_tell_followers", die)
        telling.tell(post.pk)
    assert not Notice.objects.exists()
    assert set(told(post)) == {mentioned.pk, follower.pk}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_once():
    topic = make_topic()
    for _number in range(30):
        following.follow(make_user(), topic)
    post = make_reply(topic, mentions=[make_user().name])

    def work():
        telling.tell(post.pk)
        connections.close_all()

    workers = [threading.Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Notice.objects.count() == Notice.objects.values("user").distinct().count() == 31
