"""What an author is asked before a text is published: nothing goes out unasked, nothing is asked twice."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from forum.models import Post, Topic
from tests.factories import make_user
from tests.forum.factories import make_section, make_topic

pytestmark = pytest.mark.django_db

ADDRESS, CARD = "anna@example.org", "4242 4242 4242 4242"
ASKING = "Как отменить ежемесячное пожертвование?"


@pytest.fixture
def member(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def topic():
    return make_topic()


def send(client, topic, **fields):
    return client.post(f"{topic.get_absolute_url()}reply/", fields)


def hidden_fields(page):
    """What the page's form would send along."""
    html = page.content.decode()
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', html))


def said(topic):
    return list(topic.posts.replies().values_list("text", flat=True))


def test_personal_data_is_shown_to_its_author_before_anybody_else(client, member, topic):
    page = send(client, topic, text=f"Моя почта {ADDRESS}")
    assert f"<code>{ADDRESS}</code>" in page.content.decode()
    assert said(topic) == []


def test_it_is_removed_unless_its_author_says_otherwise(client, member, topic):
    text = f"Моя почта {ADDRESS}"
    asked = hidden_fields(send(client, topic, text=text))
    send(client, topic, text=text, personal="remove", personal_about=asked["personal_about"])
    assert said(topic) == ["Моя почта …@…"]


def test_it_is_published_when_its_author_wants_it_and_masked_everywhere_else(client, member, topic):
    text = f"Пишите в редакцию: {ADDRESS}"
    asked = hidden_fields(send(client, topic, text=text))
    send(client, topic, text=text, personal="keep", personal_about=asked["personal_about"])
    assert said(topic) == [text]
    assert ADDRESS not in Post.objects.get(number=1).plain
    for path in ("/ru/forum/feed/", f"/ru/forum/{topic.section.slug}/{topic.pk}/feed/"):
        assert ADDRESS not in Client().get(path).content.decode()


def test_a_card_number_is_never_published(client, member, topic):
    text = f"Карта {CARD}"
    page = send(client, topic, text=text)
    assert 'value="keep"' not in page.content.decode()
    asked = hidden_fields(page)
    send(client, topic, text=text, personal="keep", personal_about=asked["personal_about"])
    assert all(CARD not in text for text in said(topic)) and len(said(topic)) == 1


def test_an_answer_holds_for_what_was_shown_and_nothing_more(client, member, topic):
    asked = hidden_fields(send(client, topic, text=f"Моя почта {ADDRESS}"))
    more = f"Моя почта {ADDRESS}, телефон +375 29 123-45-67"
    page = send(client, topic, text=more, personal="keep", personal_about=asked["personal_about"])
    assert page.status_code == 200 and said(topic) == []


def test_a_title_is_asked_about_too_and_never_holds_any(client, member):
    section = make_section()
    address = reverse("forum:start", args=[section.slug])
    fields = {"title": f"Пишите {ADDRESS}", "text": "Жду"}
    asked = hidden_fields(client.post(address, fields))
    client.post(address, fields | {"personal": "keep", "personal_about": asked["personal_about"]})
    assert Topic.objects.get().title == "Пишите …@…"


def test_a_change_is_asked_about_too(client, member, topic):
    send(client, topic, text="Напишите мне")
    post = Post.objects.get(number=1)
    address = reverse("forum:post-edit", args=[post.pk])
    page = client.post(address, {"text": f"Напишите мне: {ADDRESS}", "version": post.version})
    assert page.status_code == 200
    post.refresh_from_db()
    assert ADDRESS not in post.text


def test_who_asks_how_to_stop_giving_is_met_by_the_private_way(client, member, topic):
    page = send(client, topic, text=ASKING)
    assert f'href="{reverse("donations:manage")}"' in page.content.decode()
    assert said(topic) == []


def test_and_may_publish_it_all_the_same(client, member, topic):
    asked = hidden_fields(send(client, topic, text=ASKING))
    send(client, topic, text=ASKING, stopping_seen=asked["stopping_seen"])
    assert said(topic) == [ASKING]


def test_other_posts_are_not_bothered(client, member, topic):
    send(client, topic, text="Отправил письмо, ответа пока нет. Пожертвовал книги библиотеке.")
    assert len(said(topic)) == 1


def test_all_is_asked_at_once_and_published_by_the_next_press(client, member, topic):
    text = f"{ASKING} Моя почта {ADDRESS}"
    page = send(client, topic, text=text)
    send(client, topic, personal="remove", text=text, **hidden_fields(page))
    assert said(topic) == [f"{ASKING} Моя почта …@…"]


def test_an_earlier_version_keeps_no_personal_data(client, member, topic):
    Post.objects.filter(pk=topic.opening_id).update(
        author=member, text=f"Моя почта {ADDRESS}", created_at="2026-01-01T00:00Z"
    )
    address = reverse("forum:post-edit", args=[topic.opening_id])
    client.post(address, {"text": "Почта была здесь", "version": 1})
    assert ADDRESS not in topic.opening.edits.get().text
    html = client.get(reverse("forum:post-history", args=[topic.opening_id])).content.decode()
    assert ADDRESS not in html
