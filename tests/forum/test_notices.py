"""The bell and the list behind it: what a member sees, what counts as read, whom they refuse."""

import datetime

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from forum import following, noticing, telling
from forum.anonymity import author_key
from forum.models import Kind, Notice, Post, Section, Topic, Verb
from forum.standing import Standing
from tests.factories import make_user
from tests.forum.factories import make_replies, make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db

LIST, ALL = "/en/forum/notices/", "/en/forum/notices/read/"


@pytest.fixture
def nadia():
    return make_user(name="Nadia", language="en")


@pytest.fixture
def topic(nadia):
    topic = make_topic(author=nadia)
    following.follow(nadia, topic)
    return topic


@pytest.fixture
def member(client, nadia):
    client.force_login(nadia)
    return client


def reply(topic, **fields):
    post = make_reply(topic, **fields)
    telling.tell(post.pk)
    return post


def anonymous(topic, user):
    return {"author": None, "author_key": author_key(topic.pk, user.pk)}


def bell(user):
    with override("en"):
        return Template("{% load bell %}{% bell %}").render(Context({"user": user}))


# The bell


def test_the_bell_counts_in_one_query_however_much_there_is(
    topic, nadia, django_assert_num_queries
):
    reply(topic)
    user = User.objects.get(pk=nadia.pk)
    with django_assert_num_queries(1):
        assert "1 new notice<" in bell(user)
    for _number in range(20):
        reply(topic)
    with django_assert_num_queries(1):
        assert "21 new notices" in bell(user)


def test_the_bell_counts_no_further_than_99(topic, nadia):
    make_replies(topic, 120)
    posts = topic.posts.replies()
    Notice.objects.bulk_create(
        Notice(user=nadia, kind=Kind.REPLY, topic=topic, post=post) for post in posts
    )
    assert "99+" in bell(nadia)


def test_a_bell_with_nothing_says_so(nadia):
    assert "No new notices" in bell(nadia)
    assert "<b" not in bell(nadia)


def test_a_stranger_has_no_bell_and_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        user = client.get("/robots.txt").wsgi_request.user
        assert bell(user).strip() == ""


# What is shown


def test_the_list_says_who_did_what(topic, member):
    post = reply(topic, author=make_user(name="Vera"), text="Вот как.")
    page = member.get(LIST).content.decode()
    assert "Vera replies in your topic" in page
    assert "Вот как." in page
    assert f"?reply={post.pk}#reply-{post.pk}" in page


@pytest.mark.parametrize("state", ["held_at", "hidden_at", "deleted_at"])
def test_what_stands_no_longer_is_left_out(topic, nadia, state):
    Post.objects.filter(pk=reply(topic).pk).update(**{state: timezone.now()})
    assert noticing.count(nadia) == 0
    assert noticing.page(nadia, None) == ([], None)


@pytest.mark.parametrize("is_staff", [False, True])
def test_what_may_be_read_no_longer_is_left_out(topic, nadia, is_staff):
    reply(topic)
    if is_staff:  # a moderator sees hidden topics elsewhere
        User.objects.filter(pk=nadia.pk).update(is_staff=True, is_superuser=True)
        Topic.objects.update(hidden_at=timezone.now())
    else:
        Section.objects.update(readers=Standing.TEAM)
    assert noticing.count(User.objects.get(pk=nadia.pk)) == 0


def test_who_asked_without_a_name_sees_it_and_others_see_nothing(nadia):
    topic = make_topic(make_section(allows_anonymous=True), author=None)
    Post.objects.update(author_key=author_key(topic.pk, nadia.pk))
    reply(topic)
    assert noticing.count(nadia) == len(noticing.page(nadia, None)[0]) == 1
    assert noticing.count(make_user()) == 0


def test_one_post_is_told_of_once_however_often_it_concerns_somebody(nadia):
    topic = make_topic(author=None)
    Post.objects.update(author_key=author_key(topic.pk, nadia.pk))
    following.follow(nadia, topic)
    reply(topic, mentions=[nadia.name])
    assert Notice.objects.count() == 2
    [notice] = noticing.page(nadia, None)[0]
    assert (notice.kind, noticing.count(nadia)) == (Kind.MENTION, 1)


def test_ones_own_anonymous_words_are_no_news(topic, nadia):
    reply(topic, **anonymous(topic, nadia))
    assert Notice.objects.filter(user=nadia).exists()
    assert noticing.count(nadia) == 0
    assert noticing.page(nadia, None) == ([], None)


def test_an_anonymous_author_is_called_so(topic, member):
    reply(topic, **anonymous(topic, make_user(name="Secretive")))
    page = member.get(LIST).content.decode()
    assert "Anonymous replies in your topic" in page
    assert "Secretive" not in page


def test_the_list_goes_on_by_key_and_costs_the_same(topic, nadia, member):
    reply(topic)
    reply(topic)
    member.get(LIST)
    with CaptureQueriesContext(connection) as few:
        member.get(LIST)
    for _number in range(25):
        reply(topic)
    with CaptureQueriesContext(connection) as many:
        page = member.get(LIST)
    assert len(few) == len(many)
    onward = page.context["onward"]
    rest = member.get(f"{LIST}?before={onward}").context["notices"]
    told = [notice.pk for notice in [*page.context["notices"], *rest]]
    assert told == sorted(Notice.objects.values_list("pk", flat=True), reverse=True)


@pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 19, ""])
def test_a_made_up_place_is_not_found(member, before):
    assert member.get(f"{LIST}?before={before}").status_code == 404


def test_moderators_word_is_shown_whatever_became_of_the_post(topic, nadia, member):
    Topic.objects.update(hidden_at=timezone.now())
    Notice.objects.create(
        user=nadia, kind=Kind.MODERATION, topic=topic, post=topic.opening, deed=Verb.HIDE,
        text="<b>Адрес</b>",
    )  # fmt: skip
    page = member.get(LIST).content.decode()
    assert "&lt;b&gt;Адрес" in page and "(hidden)" in page
    assert topic.get_absolute_url() not in page


def test_an_empty_list_says_what_it_is_for(member):
    assert "Nothing yet" in member.get(LIST).content.decode()


# Read


def test_being_shown_a_page_reads_what_is_on_it(topic, nadia, django_assert_num_queries):
    for _number in range(3):
        reply(topic)
    elsewhere = make_topic()
    following.follow(nadia, elsewhere)
    reply(elsewhere)
    with django_assert_num_queries(1):
        noticing.seen(nadia, topic, 2)
    unread = Notice.objects.visible_to(nadia).unread()
    assert set(unread.values_list("post__number", "topic")) == {(3, topic.pk), (1, elsewhere.pk)}


def test_moderators_word_is_read_by_itself_alone(topic, nadia, member):
    Notice.objects.create(user=nadia, kind=Kind.MODERATION, topic=topic, post=topic.opening)
    noticing.seen(nadia, topic, 5)
    assert noticing.count(nadia) == 1
    assert member.post(f"{LIST}{Notice.objects.get().pk}/")["Location"] == LIST
    assert noticing.count(nadia) == 0


def test_when_it_was_read_is_kept_to_the_day(topic, nadia):
    reply(topic)
    noticing.seen(nadia, topic, 1)
    assert Notice.objects.get().read_at.time() == datetime.time()


def test_one_is_marked_and_opened(topic, member):
    post = reply(topic)
    notice = Notice.objects.get()
    response = member.post(f"{LIST}{notice.pk}/")
    assert response["Location"] == post.get_absolute_url().replace("/ru/", "/en/")
    notice.refresh_from_db()
    assert notice.read_at


def test_one_is_marked_and_the_list_stays(topic, member):
    reply(topic)
    response = member.post(f"{LIST}{Notice.objects.get().pk}/", {"next": LIST})
    assert response["Location"] == LIST


def test_all_are_marked(topic, member, nadia):
    reply(topic)
    assert member.post(ALL)["Location"] == LIST
    assert noticing.count(nadia) == 0


# Whom they refuse


def test_a_stranger_is_sent_to_the_door(client, topic):
    reply(topic)
    one = f"{LIST}{Notice.objects.get().pk}/"
    for response in (client.get(LIST), client.post(ALL), client.post(one)):
        assert response["Location"].startswith("/en/accounts/login/")
    assert Notice.objects.unread().exists()


def test_nobody_marks_anothers(client, topic):
    reply(topic)
    client.force_login(make_user())
    assert client.post(f"{LIST}{Notice.objects.get().pk}/").status_code == 404
    client.post(ALL)
    assert Notice.objects.unread().exists()


def test_looking_marks_nothing(topic, member):
    reply(topic)
    assert member.get(f"{LIST}{Notice.objects.get().pk}/").status_code == 405
    assert member.get(ALL).status_code == 405
    assert Notice.objects.unread().exists()


def test_a_forged_form_marks_nothing(topic, nadia):
    reply(topic)
    client = Client(enforce_csrf_checks=True)
    client.force_login(nadia)
    assert client.post(ALL).status_code == 403


# Gone


def test_old_ones_are_deleted(topic, nadia):
    ages = {"old": (400, False), "read": (100, True), "kept": (100, False), "new": (1, True)}
    now = timezone.now()
    for text, (days, is_read) in ages.items():
        Notice.objects.create(
            user=nadia, kind=Kind.MODERATION, text=text, read_at=now if is_read else None,
            created_at=now - datetime.timedelta(days=days),
        )  # fmt: skip
    noticing.tidy()
    assert set(Notice.objects.values_list("text", flat=True)) == {"kept", "new"}


def test_who_leaves_takes_theirs_along(topic, nadia):
    anonymous_topic = make_topic(author=None)
    Post.objects.filter(pk=anonymous_topic.opening_id).update(
        author_key=author_key(anonymous_topic.pk, nadia.pk)
    )
    reply(topic)
    reply(anonymous_topic)
    noticing.forget(nadia)
    assert Notice.objects.filter(told_key="").count() == 1
    nadia.delete()
    assert not Notice.objects.exists()
