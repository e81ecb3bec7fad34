"""Following and keeping: works, refuses strangers and GET, shows only what may be read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from forum import following, wording
from forum.models import Bookmark, Follow, Section
from forum.standing import Standing
from tests.factories import make_user
from tests.forum.factories import make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia():
    return make_user(name="Nadia", language="en")


@pytest.fixture
def member(client, nadia):
    client.force_login(nadia)
    return client


@pytest.fixture
def topic():
    return make_topic(make_section(slug="help"), title="Как это устроено?")


def deeds(topic):
    at = "/en/forum"
    return [
        f"{at}/following/topics/{topic.pk}/",
        f"{at}/following/topics/{topic.pk}/end/",
        f"{at}/following/sections/help/",
        f"{at}/following/sections/help/end/",
        f"{at}/bookmarks/{topic.opening_id}/",
        f"{at}/bookmarks/{topic.opening_id}/end/",
    ]


def rows(user):
    return Follow.objects.filter(user=user).count() + Bookmark.objects.filter(user=user).count()


@pytest.mark.parametrize("place", [0, 2, 4])
def test_marking_twice_is_once_and_can_be_undone(member, nadia, topic, place):
    mark, undo = deeds(topic)[place : place + 2]
    member.post(mark)
    member.post(mark)
    assert rows(nadia) == 1
    member.post(undo)
    member.post(undo)
    assert rows(nadia) == 0


@pytest.mark.parametrize("place", range(6))
def test_strangers_get_and_forgeries_change_nothing(client, nadia, topic, place):
    following.follow(nadia, topic)
    path = deeds(topic)[place]
    assert client.post(path)["Location"].startswith("/en/accounts/login/")
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(nadia)
    assert forged.post(path).status_code == 403
    assert forged.get(path).status_code == 405
    assert rows(nadia) == 1


@pytest.mark.parametrize("place", [0, 2, 4])
def test_what_may_not_be_read_can_not_be_marked(member, nadia, topic, place):
    Section.objects.update(readers=Standing.TEAM)
    assert member.post(deeds(topic)[place]).status_code == 404
    assert rows(nadia) == 0


def test_what_may_be_read_no_longer_can_be_unmarked(member, nadia, topic):
    following.follow(nadia, topic)
    following.follow_section(nadia, topic.section)
    following.bookmark(nadia, topic.opening)
    Section.objects.update(readers=Standing.TEAM)
    for path in deeds(topic)[1::2]:
        member.post(path)
    assert rows(nadia) == 0


@pytest.mark.parametrize("place", range(6))
def test_one_comes_back_to_the_page_on_this_site_alone(member, topic, place):
    path = deeds(topic)[place]
    assert member.post(path, {"next": "/en/forum/help/?x=1"})["Location"] == "/en/forum/help/?x=1"
    for foreign in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil"):
        assert "evil" not in member.post(path, {"next": foreign})["Location"]
        assert "javascript" not in member.post(path, {"next": foreign})["Location"]


@pytest.mark.parametrize("path", ["/en/forum/following/", "/en/forum/bookmarks/"])
def test_the_pages_are_a_members_own(client, nadia, topic, path):
    assert client.get(path)["Location"].startswith("/en/accounts/login/")
    client.force_login(nadia)
    assert "empty" in client.get(path).content.decode()
    following.follow(nadia, topic)
    following.bookmark(nadia, topic.opening)
    page = client.get(path).content.decode()
    assert "Как это устроено?" in page and 'class="empty"' not in page
    client.force_login(make_user())
    assert "Как это устроено?" not in client.get(path).content.decode()


@pytest.mark.parametrize("path", ["/en/forum/following/", "/en/forum/bookmarks/"])
def test_the_pages_leave_out_what_may_be_read_no_longer(member, nadia, topic, path):
    following.follow(nadia, topic)
    following.follow_section(nadia, topic.section)
    following.bookmark(nadia, topic.opening)
    Section.objects.update(readers=Standing.TEAM)
    assert 'class="empty"' in member.get(path).content.decode()


def test_followed_sections_stand_apart(member, nadia, topic):
    following.follow_section(nadia, topic.section)
    page = member.get("/en/forum/following/").content.decode()
    assert "/en/forum/following/sections/help/end/" in page


@pytest.mark.parametrize("path", ["/en/forum/following/", "/en/forum/bookmarks/"])
def test_the_pages_cost_the_same_for_2_and_for_40_and_go_on(member, nadia, path):
    def mark(count):
        for _number in range(count):
            topic = make_topic(title=f"Тема {_number}")
            following.follow(nadia, topic)
            following.bookmark(nadia, make_reply(topic))

    mark(2)
    member.get(path)
    with CaptureQueriesContext(connection) as few:
        member.get(path)
    mark(38)
    with CaptureQueriesContext(connection) as many:
        page = member.get(path)
    assert len(few) == len(many)
    rest = member.get(f"{path}?before={page.context['onward']}")
    name = "topics" if "topics" in page.context else "bookmarks"
    assert len(page.context[name]) + len(rest.context[name]) == 40


# From a letter


def path_in_letter(user, topic):
    with override(user.language):
        return "/" + wording.unfollow_address(user, topic).split("/", 3)[3]


def test_looking_changes_nothing_and_one_post_ends_news_of_a_topic(nadia, topic):
    following.follow(nadia, topic)
    client = Client(enforce_csrf_checks=True)
    path = path_in_letter(nadia, topic)
    page = client.get(path)
    assert page.status_code == 200 and not page.cookies
    assert "Nadia" not in page.content.decode()
    assert Follow.objects.exists()
    done = client.post(path)
    assert done.status_code == 200 and not done.cookies
    assert not Follow.objects.exists()
    assert client.post(path).status_code == 200


def test_who_follows_the_section_is_asked_about_that(nadia, topic):
    following.follow_section(nadia, topic.section)
    client, path = Client(), path_in_letter(nadia, topic)
    assert "the section" in client.get(path).content.decode()
    client.post(path)
    assert Follow.objects.exists(), "a mail program’s bare POST ends no more than the topic"
    client.post(path, {"section": "1"})
    assert not Follow.objects.exists()


def test_a_letter_ends_nothing_of_anothers(nadia, topic, client):
    other = make_user()
    for user in (nadia, other):
        following.follow(user, topic)
    client.post(path_in_letter(other, topic))
    assert [follow.user for follow in Follow.objects.all()] == [nadia]


@pytest.mark.parametrize("token", ["x", "WzEsMV0:1:x"])
def test_a_made_up_token_is_not_found(client, token):
    assert client.post(f"/en/forum/letters/{token}/").status_code == 404


def test_a_letter_of_what_may_not_be_read_or_to_who_left_is_not_found(client, nadia, topic):
    path = path_in_letter(nadia, topic)
    Section.objects.update(readers=Standing.TEAM)
    assert client.get(path).status_code == 404
    Section.objects.update(readers=Standing.STRANGER)
    assert client.get(path).status_code == 200
    nadia.delete()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, nadia, topic, method):
    assert getattr(client, method)(path_in_letter(nadia, topic)).status_code == 405
