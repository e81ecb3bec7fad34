"""A member goes: what stays of theirs in the forum names nobody, and no key leads back."""

import datetime
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import closing
from accounts.belongings import archived
from forum import anonymity, drafting, following, posting, quoting, tidying, unread
from forum.models import (
    Action,
    AllRead,
    Draft,
    Edit,
    Notice,
    Picture,
    Post,
    Report,
    Suspension,
    Topic,
    TopicRead,
    Verb,
)
from forum.writing import Writing
from tests.accounts.dump import dump
from tests.factories import make_user
from tests.forum.factories import make_replies, make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def user():
    joined = timezone.now() - datetime.timedelta(days=9)
    return make_user(name="Nadia", language="en", joined_at=joined)


@pytest.fixture
def topic():
    return make_topic(make_section(allows_anonymous=True), text="Где взять марки?")


def keys_of(user):
    """Every key that stands for the member, wherever the rows tell where to look."""
    places = range(1, 1 + max([*Topic.objects.values_list("pk", flat=True), 0]))
    return {
        anonymity.reader_key(user.pk),
        anonymity.suspended_key(user.pk),
        *(anonymity.author_key(place, user.pk) for place in places),
    }


def make_picture(**fields):
    picture = Picture(width=1, height=1, size=3, **fields)
    picture.file.save("picture.png", ContentFile(b"png"), save=False)
    picture.save()
    return picture


def leave_traces(user, topic):
    """One of everything a member can have."""
    named = make_reply(topic, author=user, text="Их продают у вокзала.")
    posting.reply(topic, user, Writing("И ещё скажу без имени.", is_anonymous=True))
    own = make_topic(topic.section, author=user, text="Моя тема")
    other = make_user(name="Boris")
    answer = make_reply(topic, author=other, text=quoting.quote(named) + "Спасибо!")
    make_reply(topic, author=other, text="@Nadia, да", mentions=["Nadia", "Olga"])
    drafting.save(user, drafting.in_topic(topic), {"text": "Не дописано"})
    following.follow_section(user, topic.section)
    following.bookmark(user, topic.opening)
    unread.note(user, topic, 2)
    unread.mark_all_read(user)
    unread.note(user, topic, 3)
    Notice.objects.create(user=user, kind="reply", topic=topic, post=answer)
    Notice.objects.create(user=other, kind="moderation", text="Nadia просила не спорить.")
    Report.objects.create(post=topic.opening, reporter=user, reason="other", note="Это Nadia.")
    Action.objects.create(verb=Verb.WARN, member=user, note="Предупредили Nadia, не Nadiana.")
    Suspension.objects.create(member=user, reason="Шум")
    Suspension.objects.create(member_key=anonymity.suspended_key(user.pk), reason="Тайный шум")
    make_picture(user=user)
    return named, own


def close(user, **options):
    closing.close(user, **{"erase_texts": False} | options)


# Closing


def test_posts_stay_as_those_of_a_former_member(user, topic):
    named, own = leave_traces(user, topic)
    before = dict(Post.objects.values_list("pk", "number"))
    close(user)
    named.refresh_from_db()
    assert (named.author, named.text) == (None, "Их продают у вокзала.")
    assert dict(Post.objects.values_list("pk", "number")) == before
    assert Topic.objects.get(pk=own.pk).is_listed


@pytest.mark.parametrize("erase_texts", [False, True])
def test_nothing_leads_back(user, topic, erase_texts):
    leave_traces(user, topic)
    keys = keys_of(user)
    assert any(key in dump() for key in keys)
    close(user, erase_texts=erase_texts)
    after = dump()
    assert not [key for key in keys if key in after]
    assert not re.search(r"(?<![@\w])Nadia\b", after)  # what others say to her is their own
    assert "Nadiana" in after
    assert not Draft.objects.exists() and not Picture.objects.exists()
    assert not TopicRead.objects.exists() and not AllRead.objects.exists()
    assert Suspension.objects.count() == 0
    assert Report.objects.get().reporter is None and Action.objects.get().member is None


def test_who_wrote_without_a_name_stays_one_within_the_topic(user, topic):
    for text in ("Раз", "Два"):
        posting.reply(topic, user, Writing(text, is_anonymous=True))
    elsewhere = make_topic(topic.section)
    posting.reply(elsewhere, user, Writing("Три", is_anonymous=True))
    stranger = anonymity.author_key(topic.pk, make_user().pk)
    make_reply(topic, author=None, author_key=stranger)
    Post.objects.exclude(author_key="").update(held_at=None)
    close(user)
    keys = [
        set(each.posts.exclude(author_key="").values_list("author_key", flat=True))
        for each in (topic, elsewhere)
    ]
    assert stranger in keys[0]
    assert len(keys[0] - {stranger}) == len(keys[1]) == 1
    assert keys[0].isdisjoint(keys[1])


def test_quotes_and_mentions_lose_the_name(user, topic):
    leave_traces(user, topic)
    close(user)
    quote = Post.objects.get(text__contains="Спасибо!")
    assert quote.text.startswith("> **[Участник](?reply=") or quote.text.startswith(
        "> **[A member]("
    )
    assert Post.objects.get(text__contains="@Nadia").mentions == ["Olga"]


def test_pictures_that_no_post_shows_go_with_their_files(user):
    name = make_picture(user=user).file.name
    assert default_storage.exists(name)
    with connection.cursor():
        close(user)
    assert not Picture.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_files_go_once_it_is_certain(user):
    name = make_picture(user=user).file.name
    close(user)
    assert not default_storage.exists(name)


# With the words


def test_the_words_go_too_if_they_say_so(user, topic):
    named, own = leave_traces(user, topic)
    Edit.objects.create(post=named, text="Их продают у причала.")
    Topic.objects.filter(pk=topic.pk).update(answer=named, answered_at=timezone.now())
    close(user, erase_texts=True)
    after = dump()
    for words in ("у вокзала", "у причала", "без имени", "Моя тема"):
        assert words not in after.replace("> Их продают у вокзала", ""), words
    topic.refresh_from_db()
    assert (topic.answer, topic.reply_count) == (None, 2)
    assert topic.last_post.text == "@Nadia, да"
    assert not Topic.objects.get(pk=own.pk).is_listed


def test_the_pictures_of_their_posts_go_too(user, topic):
    make_picture(post=make_reply(topic, author=user))
    kept = make_picture(post=make_reply(topic))
    close(user, erase_texts=True)
    assert Picture.objects.get() == kept


def test_a_topic_that_others_answered_stays_without_its_opening_s_words(user):
    topic = make_topic(author=user, text="Кто пойдёт?")
    make_reply(topic, text="Я.")
    close(user, erase_texts=True)
    topic.refresh_from_db()
    assert (topic.opening.text, topic.is_listed, topic.reply_count) == ("", True, 1)


def test_words_of_others_stay(user, topic):
    make_reply(topic, author=user)
    close(user, erase_texts=True)
    assert topic.posts.get(number=0).text == "Где взять марки?"
    assert Topic.objects.get(pk=topic.pk).reply_count == 0


def test_the_cost_does_not_grow_with_each_post(user, topic):
    def cost():
        member = make_user(joined_at=user.joined_at)
        make_replies(topic, 30 if cost.many else 3, author=member)
        with CaptureQueriesContext(connection) as queries:
            close(member, erase_texts=True)
        return len(queries)

    cost.many = False
    few = cost()
    cost.many = True
    assert cost() == few


# The copy of their data


def copy_of(user):
    return {name: content.decode() for name, content in archived(user)}


def test_the_copy_holds_everything(user, topic):
    leave_traces(user, topic)
    copy = copy_of(user)
    for words in ("у вокзала", "без имени", "Моя тема"):
        assert words in copy["forum_posts.json"]
    assert copy["forum_posts.json"].count('"anonymous": true') == 1
    for name, words in [
        ("drafts", "Не дописано"),
        ("follows", "Section"),
        ("bookmarks", topic.title),
        ("notices", topic.title),
        ("reports", "Это Nadia."),
        ("suspensions", "Тайный шум"),
        ("moderation", "Предупредили"),
        ("pictures", ".png"),
        ("reading", topic.title),
        ("likes_and_votes", "Nobody keeps a list"),
    ]:
        assert words in copy[f"forum_{name}.json"], name


def test_the_copy_holds_nothing_of_others(user, topic):
    leave_traces(user, topic)
    other = make_user()
    posting.reply(topic, other, Writing("Чужое без имени", is_anonymous=True))
    make_reply(topic, author=other, text="Чужое под именем")
    assert "Чужое" not in "".join(copy_of(user).values())


def test_the_page_calls_things_by_their_names(user, topic):
    leave_traces(user, topic)
    page = copy_of(user)["index.html"]
    assert "forum posts" not in page and "My posts in the forum" in page


def test_who_has_written_nothing_has_an_empty_copy(user):
    assert [name for name in copy_of(user) if name.startswith("forum")] == [
        "forum_likes_and_votes.json"
    ]


# Every night


def test_what_nobody_comes_back_to_is_thrown_away(user, topic):
    leave_traces(user, topic)
    long_ago = timezone.now() - datetime.timedelta(days=70)
    Draft.objects.update(saved_at=long_ago)
    Picture.objects.update(uploaded_at=long_ago)
    Topic.objects.update(last_posted_at=long_ago)
    tidying.tidy()
    assert not Draft.objects.exists() and not Picture.objects.exists()
    assert not TopicRead.objects.exists()


def test_what_is_new_stays(user, topic):
    leave_traces(user, topic)
    tidying.tidy()
    assert Draft.objects.exists() and Picture.objects.exists() and TopicRead.objects.exists()
