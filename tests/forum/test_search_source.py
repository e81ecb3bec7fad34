"""What of the forum may be found, by whom, and how it is shown."""

import datetime
from importlib import import_module

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from forum.models import Post, Topic
from forum.moderation import joining
from forum.search_sources import Posts
from forum.standing import Standing
from search.columns import title_words
from search.sources import Found
from tests.factories import make_user
from tests.forum.factories import (
    assert_openings_titled,
    make_moderator,
    make_reply,
    make_section,
    make_topic,
)

pytestmark = pytest.mark.django_db

STRANGER = AnonymousUser()
NOW = timezone.now()
AGO = NOW - datetime.timedelta(days=40)


def raw(words):
    return SearchQuery(words, search_type="raw", config="bilingual")


def found(words, user=STRANGER, kind=None):
    """Keys of the posts that have these words, of a kind or of both."""
    source = Posts()
    rows = source.rows(user).filter(**{source.columns[""]: raw(words)})
    kinds = {each.name: each.condition for each in source.kinds}
    return set((rows.filter(kinds[kind]) if kind else rows).values_list("pk", flat=True))


def hit_for(post, user=STRANGER):
    wanted = Found(post.pk, "ru")
    return Posts().hits([wanted], user).get(wanted)


def test_a_topic_is_found_by_its_title_and_opening_and_a_reply_by_its_own_words():
    topic = make_topic(title="Замок", text="Крыльцо")
    reply = make_reply(topic, text="Чердак")
    assert found("замок & крыльцо") == found("замок", kind="topics") == {topic.opening_id}
    assert found("чердак") == found("чердак", kind="replies") == {reply.pk}
    assert not found("замок", kind="replies") | found("чердак", kind="topics")


@pytest.mark.parametrize("state", ["held_at", "hidden_at", "deleted_at"])
def test_a_post_that_does_not_stand_is_found_by_nobody(state):
    topic = make_topic(title="Замок", opening={state: NOW})
    make_reply(topic, text="Чердак", number=None if state == "held_at" else 1, **{state: NOW})
    for user in (STRANGER, make_user(), topic.opening.author, make_moderator()):
        assert not found("замок | чердак", user)


@pytest.mark.parametrize("state", ["held_at", "hidden_at"])
def test_a_topic_that_is_not_listed_is_found_by_nobody_with_all_in_it(state):
    topic = make_topic(title="Замок", **{state: NOW})
    reply = make_reply(topic, text="Чердак")
    for user in (STRANGER, topic.opening.author, make_moderator()):
        assert not found("замок | чердак", user)
        assert hit_for(reply, user) is None
        assert not Posts().titles(raw("замок"), user, 5)


def test_a_merged_topic_is_found_in_the_one_it_went_into():
    topic, other = make_topic(title="Замок", text="Крыльцо"), make_topic(title="Дом")
    joining.merge(topic, other, make_moderator())
    assert found("крыльцо", kind="replies") == {topic.opening_id}
    assert not found("замок")
    assert not Posts().titles(raw("замок"), make_moderator(), 5)
    assert hit_for(topic.opening).title == "Дом"


@pytest.mark.parametrize(
    ("readers", "finding"),
    [
        (Standing.STRANGER, "stranger member team"),
        (Standing.NEW, "member team"),
        (Standing.TEAM, "team"),
    ],
)
@pytest.mark.parametrize("is_within", [False, True])
def test_each_finds_what_stands_in_sections_they_may_read(readers, finding, is_within):
    section = make_section(readers=readers)
    topic = make_topic(make_section(parent=section) if is_within else section, title="Замок")
    who = {"stranger": STRANGER, "member": make_user(), "team": make_moderator()}
    for name, user in who.items():
        finds = name in finding.split()
        assert bool(found("замок", user)) == finds
        assert bool(hit_for(topic.opening, user)) == finds
        assert bool(Posts().titles(raw("замок"), user, 5)) == finds
        assert Posts().texts(user).exists() == finds


def test_a_hit_of_a_topic_says_how_many_replied_or_that_it_is_answered():
    topic = make_topic(make_section(name_ru="Быт"), title="Замок", language="ru")
    reply = make_reply(topic)
    with override("ru"):
        hit = hit_for(topic.opening)
        assert (hit.title, hit.place, hit.note) == ("Замок", "Быт", "1\u00a0ответ")
        assert (hit.address, hit.language) == (topic.get_absolute_url(), "ru")
        Topic.objects.update(answer=reply, answered_at=NOW)
        assert hit_for(topic.opening).note == "Есть ответ"


def test_a_hit_of_a_reply_leads_to_its_place_in_the_topic():
    topic = make_topic(title="Замок", language="be")
    reply = make_reply(topic, text="Так **и** есть")
    hit = hit_for(reply)
    assert (hit.title, hit.text, hit.language) == ("Замок", "Так и есть", "be")
    assert hit.address == topic.address_of(reply)
    assert (hit.author, hit.date, hit.note) == (reply.author.name, reply.created_at, "")


def test_a_page_of_hits_takes_one_query():
    topics = [make_topic() for _n in range(3)]
    wanted = [Found(make_reply(topic).pk, "ru") for topic in topics]
    wanted += [Found(topic.opening_id, "ru") for topic in topics]
    with CaptureQueriesContext(connection) as queries:
        assert len(Posts().hits(wanted, STRANGER)) == 6
    assert len(queries) == 1


def authors():
    """What the engine counts by author."""
    rows = Posts().rows(STRANGER).exclude(named=None)
    return dict(rows.values_list("named").annotate(n=Count("pk")).order_by())


def by_author(name):
    return set(Posts().rows(STRANGER).filter(Posts().by_author(name)).values_list("pk", flat=True))


def test_posts_are_found_and_counted_by_the_name_beside_them():
    member = make_user(name="Anna Kim")
    post = make_topic(author=member).opening
    make_reply(post.topic)
    assert by_author("anna kim") == by_author("Аnnа Kim") == {post.pk}
    assert authors()[member.pk] == 1
    assert Posts().author_names([member.pk]) == {member.pk: "Anna Kim"}
    assert list(Posts().rows(STRANGER).filter(Posts().of_author(member.pk))) == [post]


def test_a_post_that_has_lost_its_name_is_not_found_or_counted_by_it():
    member = make_user(name="Anna Kim", name_hidden_after=30)
    post = make_topic(author=member).opening
    make_reply(post.topic, author=member, created_at=AGO)
    assert by_author("Anna Kim") == {post.pk}
    assert authors() == {member.pk: 1}
    assert list(Posts().rows(STRANGER).filter(Posts().of_author(member.pk))) == [post]


@pytest.mark.parametrize("hiding", [{"is_hidden": True}, {"is_active": False}])
def test_whose_profile_is_not_to_be_opened_has_no_list_of_posts_here_either(hiding):
    member = make_user(name="Anna Kim", **hiding)
    make_topic(author=member)
    assert not by_author("Anna Kim") | authors().keys()
    assert not Posts().rows(STRANGER).filter(Posts().of_author(member.pk))
    assert not Posts().author_names([member.pk])


def test_an_anonymous_post_is_nobody_s():
    topic = make_topic(author=None, opening={"author_key": "f" * 32})
    assert not authors() and not by_author("") and not by_author("Без имени")
    with override("ru"):
        assert hit_for(topic.opening).author == "Без имени"


def test_who_wrote_on_the_older_site_is_found_where_that_name_is_shown():
    topic = make_topic(author=None, opening={"imported_author": "Старый Друг"})
    claimed = make_reply(topic, imported_author="Старый Друг", author=make_user(name="Friend"))
    assert by_author("старый друг") == {topic.opening_id}
    assert by_author("Friend") == {claimed.pk}
    assert not by_author("Никто")


def test_a_section_is_found_by_address_or_name_with_those_within():
    section = make_section(slug="home", name_ru="Жильё", name_en="Housing")
    topics = [make_topic(section), make_topic(make_section(parent=section))]
    make_topic()
    wanted = {topic.opening_id for topic in topics}
    for name in ("home", "жилье", "Housing "):
        rows = Posts().rows(STRANGER).filter(Posts().in_place(name))
        assert set(rows.values_list("pk", flat=True)) == wanted
    assert not Posts().rows(STRANGER).filter(Posts().in_place("Нигде"))


def test_sections_are_named_in_the_language_in_force():
    section = make_section(name_en="Housing")
    with override("en"):
        assert Posts().place_names([section.pk]) == {section.pk: "Housing"}


def test_texts_are_newest_first_with_the_title_beside_the_opening():
    topic = make_topic(title="Замок", text="*Крыльцо*", created_at=AGO)
    make_reply(topic, text="Чердак")
    assert list(Posts().texts(STRANGER)) == [("", "Чердак"), ("Замок", "Крыльцо")]


def test_titles_are_suggested_latest_first():
    make_topic(title="Замок у реки", created_at=AGO, last_posted_at=AGO)
    section = make_section(name_ru="Быт")
    topic = make_topic(section, title="Замок")
    with override("ru"):
        first, second = Posts().titles(raw("замок"), STRANGER, 5)
        assert first == ("Замок", topic.get_absolute_url(), "Быт")
    assert second.title == "Замок у реки"
    assert len(Posts().titles(raw("замок"), STRANGER, 1)) == 1


def test_titles_are_looked_up_in_their_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    rows = Topic.objects.alias(words=title_words("title")).filter(words=raw("дом"))
    assert "topic_titles" in rows.explain()


def test_a_post_changed_is_found_by_its_new_words_only():
    post = make_topic(text="Крыльцо").opening
    Post.objects.filter(pk=post.pk).update(plain="Чердак")
    assert (found("чердак"), found("крыльцо")) == ({post.pk}, set())


def test_the_migration_gives_the_openings_that_are_there_their_titles():
    make_reply(make_topic(title="Замок"))
    Post.objects.update(title="")
    with connection.cursor() as cursor:
        cursor.execute(import_module("forum.migrations.0002_titles").FILL)
    assert_openings_titled()
    assert found("замок", kind="topics")
