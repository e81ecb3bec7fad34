"""Moderators' pages in the forum, and the page on which members report."""

import pytest
from django.test import Client
from django.utils import timezone

from forum.models import Action, Report, Topic
from forum.standing import Standing
from tests.factories import make_user
from tests.forum.factories import (
    make_moderator,
    make_replies,
    make_reply,
    make_section,
    make_topic,
)

pytestmark = pytest.mark.django_db
MODERATION = "/ru/forum/moderation/"


@pytest.fixture
def client():
    client = Client()
    client.force_login(make_moderator())
    return client


def pages(topic, post):
    return [
        f"{MODERATION}topics/{topic.pk}/",
        f"{MODERATION}topics/{topic.pk}/merge/",
        f"{MODERATION}topics/{topic.pk}/posts/",
        f"{MODERATION}posts/{post.pk}/",
    ]


def test_a_topic_is_locked_pinned_hidden_and_named_anew(client):
    topic, section = make_topic(), make_section()
    page = pages(topic, topic.opening)[0]
    for form in (
        {"deed": "lock"}, {"deed": "pin", "until": "2100-01-01"}, {"deed": "hide"},
        {"deed": "retitle", "title": "Иначе"}, {"deed": "move", "section": section.pk},
    ):  # fmt: skip
        assert client.post(page, form)["Location"] == page
    topic.refresh_from_db()
    assert topic.locked_at and topic.pinned_until.year == 2100 and topic.hidden_at
    assert (topic.title, topic.section) == ("Иначе", section)


def test_the_page_of_a_topic_that_waits_leads_to_where_it_is_approved(client):
    now = timezone.now()
    topic = make_topic(held_at=now, opening={"held_at": now})
    address, *_others, approving = (
        page.replace("/ru/", "/en/") for page in pages(topic, topic.opening)
    )
    way = f'<a href="{approving}">its first post</a>'
    assert way in client.get(address).content.decode()
    client.post(approving, {"deed": "approve", "version": 1})
    assert way not in client.get(address).content.decode()


def test_a_title_or_section_that_is_missing_is_asked_for(client):
    topic = make_topic()
    for deed in ("retitle", "move"):
        response = client.post(pages(topic, topic.opening)[0], {"deed": deed})
        assert response.status_code == 200 and response.context["form"].errors
    assert not Action.objects.exists()


def test_a_topic_is_merged_into_one_given_by_its_address(client):
    source, target = make_topic(), make_topic()
    response = client.post(pages(source, source.opening)[1], {"target": target.get_absolute_url()})
    assert response["Location"] == target.get_absolute_url()
    source.refresh_from_db()
    assert source.merged_into == target


@pytest.mark.parametrize("address", ["", "0", "слова", "999999"])
def test_a_topic_that_is_not_there_is_no_target(client, address):
    topic = make_topic()
    response = client.post(pages(topic, topic.opening)[1], {"target": address})
    assert response.context["form"].errors["target"]


def test_ticked_replies_and_those_after_them_are_split_off(client):
    topic = make_topic()
    make_replies(topic, 30)
    second = topic.posts.get(number=2)
    form = {"posts": [second.pk], "title": "Отдельно", "section": topic.section.pk}
    client.post(pages(topic, second)[2], form | {"onwards": "on"})
    assert Topic.objects.get(title="Отдельно").reply_count == 28


def test_replies_of_another_topic_are_not_split_off(client):
    topic, other = make_topic(), make_reply(make_topic())
    form = {"posts": [other.pk], "title": "Отдельно", "section": topic.section.pk}
    assert client.post(pages(topic, other)[2], form).context["form"].errors["posts"]


def test_a_post_is_hidden_and_restored(client):
    post = make_reply(make_topic())
    for deed, is_hidden in (("hide", True), ("restore", False)):
        client.post(pages(post.topic, post)[3], {"deed": deed})
        post.refresh_from_db()
        assert (post.hidden_at is not None) == is_hidden


def test_a_deed_is_undone_from_the_topics_page(client):
    topic = make_topic()
    page = pages(topic, topic.opening)[0]
    client.post(page, {"deed": "lock"})
    undo = f"{MODERATION}actions/{Action.objects.get().pk}/undo/"
    assert undo in client.get(page).content.decode()
    assert client.get(undo).status_code == 405
    assert client.post(undo)["Location"] == page
    topic.refresh_from_db()
    assert topic.locked_at is None


@pytest.mark.parametrize("number", range(4))
def test_a_page_is_for_moderators(client, number):
    topic, secret = make_topic(), make_topic(make_section(readers=Standing.TEAM))
    page = pages(topic, make_reply(topic))[number]
    member = Client()
    member.force_login(make_user())
    assert client.get(page).status_code == 200
    assert member.get(page).status_code == member.post(page).status_code == 403
    assert member.get(pages(secret, make_reply(secret))[number]).status_code == 404
    for method in (Client().get, Client().post):
        assert method(page)["Location"].startswith("/ru/accounts/login/")
    assert client.get(pages(Topic(pk=0), Topic(pk=0))[number]).status_code == 404


def test_undoing_is_for_moderators(client):
    topic = make_topic()
    client.post(pages(topic, topic.opening)[0], {"deed": "lock"})
    undo = f"{MODERATION}actions/{Action.objects.get().pk}/undo/"
    member = Client()
    member.force_login(make_user())
    assert member.post(undo).status_code == 404
    assert Client().post(undo).status_code == 302
    topic.refresh_from_db()
    assert topic.locked_at


def test_a_member_reports_a_post():
    post, member, client = make_reply(make_topic()), make_user(), Client()
    client.force_login(member)
    page = f"/ru/forum/report/{post.pk}/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"note": "Хамит"}).context["form"].errors["reason"]
    response = client.post(page, {"reason": "abuse", "note": "Хамит"})
    assert response["Location"] == post.get_absolute_url()
    assert Report.objects.get().reporter == member


def test_reporting_is_for_members_and_of_others_posts_that_they_see():
    post, client = make_reply(make_topic()), Client()
    page = f"/ru/forum/report/{post.pk}/"
    assert client.get(page)["Location"].startswith("/ru/accounts/login/")
    client.force_login(post.author)
    assert client.post(page, {"reason": "abuse"}).status_code == 403
    hidden = make_reply(post.topic, hidden_at="2026-01-01T00:00Z")
    assert client.get(f"/ru/forum/report/{hidden.pk}/").status_code == 404
    assert not Report.objects.exists()


def test_what_its_author_changed_after_it_was_read_is_not_approved(client):
    post = make_reply(make_topic(), number=None, held_at="2026-01-01T00:00Z", version=2)
    form = {"deed": "approve", "version": 1}
    client.post(f"{MODERATION}posts/{post.pk}/", form)
    post.refresh_from_db()
    assert post.held_at
    client.post(f"{MODERATION}posts/{post.pk}/", form | {"version": 2})
    post.refresh_from_db()
    assert post.stands
