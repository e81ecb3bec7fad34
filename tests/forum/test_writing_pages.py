"""The pages one writes on, as a browser without scripts uses them."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from forum import drafting
from forum.models import Draft, Picture, Poll, Post, Topic
from tests.factories import make_user
from tests.forum.factories import (
    make_moderator,
    make_replies,
    make_reply,
    make_section,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    user = make_user()
    client.force_login(user)
    return user


def reply_address(topic):
    return f"{topic.get_absolute_url()}reply/"


def start_address(section):
    return reverse("forum:start", args=[section.slug])


def test_a_question_is_asked(client, member):
    section = make_section(is_questions=True)
    response = client.post(start_address(section), {"title": "Как быть?", "text": "Вот так."})
    topic = Topic.objects.get()
    assert response["Location"] == topic.get_absolute_url()
    assert (topic.title, topic.opening.text, topic.opening.author) == (
        "Как быть?",
        "Вот так.",
        member,
    )


def test_a_question_may_come_with_a_poll(client, member):
    fields = {"title": "Когда?", "text": "Выбираем", "poll_question": "День?"}
    client.post(
        start_address(make_section()), fields | {"poll_options": "Суббота\n\nВоскресенье\n"}
    )
    assert [option.text for option in Poll.objects.get().options.all()] == [
        "Суббота",
        "Воскресенье",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"poll_question": "День?"},
        {"poll_question": "День?", "poll_options": "Один"},
        {"poll_options": "Раз\nДва"},
        {"poll_question": "День?", "poll_options": "Раз\nДва", "poll_closes_on": "2001-01-01"},
        {"poll_question": "День?", "poll_options": "Раз\nДва", "poll_hides_results": "on"},
        {"poll_question": "День?", "poll_options": "\n".join(map(str, range(13)))},
    ],
)
def test_a_poll_that_makes_no_sense_is_refused_and_nothing_is_lost(client, member, wrong):
    fields = {"title": "Когда?", "text": "Выбираем день"} | wrong
    page = client.post(start_address(make_section()), fields)
    assert page.status_code == 200 and page.context["form"].errors
    assert "Выбираем день" in page.content.decode()
    assert not Topic.objects.exists()


def test_a_reply_is_written(client, member):
    topic = make_topic()
    response = client.post(reply_address(topic), {"text": "Да"})
    post = topic.posts.get(number=1)
    assert (post.text, post.author) == ("Да", member)
    assert response["Location"] == post.get_absolute_url()


def test_strangers_are_sent_to_sign_in_and_come_back(client):
    topic = make_topic()
    for address in (reply_address(topic), start_address(topic.section)):
        assert client.get(address)["Location"] == f"/ru/accounts/login/?next={address}"


def test_who_was_signed_out_while_writing_gets_the_text_back(client):
    topic = make_topic()
    response = client.post(reply_address(topic), {"text": "Час работы"})
    assert response.status_code == 403
    assert "Час работы" in response.content.decode()
    assert Post.objects.count() == 1


def test_nobody_writes_where_they_may_not(client, member):
    closed = make_section(starters=4, repliers=4)
    topic = make_topic(closed)
    assert client.get(start_address(closed)).status_code == 403
    assert client.post(reply_address(topic), {"text": "Да"}).status_code == 403
    unseen = make_topic(make_section(readers=4))
    assert client.post(reply_address(unseen), {"text": "Да"}).status_code == 404
    locked = make_topic(locked_at=timezone.now())
    assert client.post(reply_address(locked), {"text": "Да"}).status_code == 403


def test_a_preview_publishes_nothing_and_keeps_the_text(client, member):
    topic = make_topic()
    page = client.post(reply_address(topic), {"text": "**Да**", "deed": "preview"})
    assert "<strong>Да</strong>" in page.content.decode()
    assert "**Да**" in page.content.decode()
    assert not topic.posts.replies().exists()


def test_a_script_gets_the_preview_alone(client, member):
    address = reply_address(make_topic())
    page = client.post(address, {"text": "**Да**", "deed": "preview"}, headers={"X-Piece": "1"})
    assert "<strong>Да</strong>" in page.content.decode()
    assert "<html" not in page.content.decode()


def test_a_draft_is_saved_and_found_again(client, member):
    topic = make_topic()
    client.post(reply_address(topic), {"text": "Не всё ещё", "deed": "save"})
    assert "Не всё ещё" in client.get(reply_address(topic)).content.decode()
    assert "Не всё ещё" in client.get(reverse("forum:drafts")).content.decode()


def test_a_draft_lies_sealed_in_the_database(client, member):
    client.post(reply_address(make_topic()), {"text": "Не всё ещё", "deed": "save"})
    assert "Не" not in Draft.objects.get().sealed


def test_a_published_text_leaves_no_draft(client, member):
    topic = make_topic()
    for deed in ("save", "publish"):
        client.post(reply_address(topic), {"text": "Готово", "deed": deed})
    assert not Draft.objects.exists()


def test_a_draft_is_thrown_away(client, member):
    topic = make_topic()
    client.post(reply_address(topic), {"text": "Лишнее", "deed": "save"})
    client.post(reverse("forum:drafts"), {"place": drafting.in_topic(topic)})
    assert not Draft.objects.exists()


def test_nobody_sees_anothers_draft(client, member):
    topic = make_topic()
    drafting.save(make_user(), drafting.in_topic(topic), {"text": "Чужое"})
    assert "Чужое" not in client.get(reply_address(topic)).content.decode()


def test_a_refusal_keeps_the_text_also_as_a_draft(client, member):
    topic = make_topic()
    make_replies(topic, 12, author=member)
    page = client.post(reply_address(topic), {"text": "Терпение"})
    assert "Терпение" in page.content.decode()
    assert drafting.load(member, drafting.in_topic(topic))["text"] == "Терпение"


def test_who_writes_while_others_reply_is_shown_what_they_said(client, member):
    topic = make_topic()
    make_reply(topic, text="Я уже ответил")
    page = client.post(reply_address(topic), {"text": "Опоздал", "seen": "0"})
    assert "Я уже ответил" in page.content.decode()
    assert topic.posts.replies().count() == 1
    seen = page.context["form"]["seen"].value()
    client.post(reply_address(topic), {"text": "Опоздал", "seen": seen})
    assert topic.posts.get(number=2).text == "Опоздал"


def test_a_quote_begins_the_reply(client, member):
    topic = make_topic()
    post = make_reply(topic, text="Главное\n\n> чужое\n\nсказано", author=make_user(name="Vera"))
    page = client.get(reply_address(topic), {"quote": post.pk})
    text = page.context["form"]["text"].value()
    assert text.startswith(f"> **[Vera](?reply={post.pk}#reply-{post.pk})**")
    assert "> Главное" in text and "чужое" not in text


def test_a_quote_names_no_one_who_isn_t_named(client, member):
    topic = make_topic(make_section(allows_anonymous=True))
    author = make_user(name="Quiet Heron")
    post = make_reply(topic, author=None, author_key="ab" * 16, text="Тихо")
    text = client.get(reply_address(topic), {"quote": post.pk}).context["form"]["text"].value()
    assert "Тихо" in text and author.name not in text


def test_ones_own_post_is_changed(client, member):
    post = make_reply(make_topic(), author=member, text="Да")
    address = reverse("forum:post-edit", args=[post.pk])
    version = client.get(address).context["form"]["version"].value()
    client.post(address, {"text": "Нет", "version": version})
    post.refresh_from_db()
    assert post.text == "Нет"


def test_two_windows_on_one_post_lose_nothing(client, member):
    post = make_reply(make_topic(), author=member, text="Да")
    address = reverse("forum:post-edit", args=[post.pk])
    client.post(address, {"text": "Первое окно", "version": 1})
    page = client.post(address, {"text": "Второе окно", "version": 1})
    html = page.content.decode()
    assert "Первое окно" in html and "Второе окно" in html
    client.post(address, {"text": "Вместе", "version": page.context["form"]["version"].value()})
    post.refresh_from_db()
    assert post.text == "Вместе"


@pytest.mark.parametrize("deed", ["edit", "delete"])
def test_nobody_changes_or_deletes_anothers_post(client, deed):
    post = make_reply(make_topic())
    address = reverse(f"forum:post-{deed}", args=[post.pk])
    assert client.get(address).status_code == 302
    client.force_login(make_user())
    assert client.post(address, {"text": "Нет", "version": 1}).status_code == 403
    post.refresh_from_db()
    assert post.text == "Вот так." and post.stands


def test_deleting_asks_first(client, member):
    post = make_reply(make_topic(), author=member)
    address = reverse("forum:post-delete", args=[post.pk])
    assert client.get(address).status_code == 200
    post.refresh_from_db()
    assert post.stands
    client.post(address)
    post.refresh_from_db()
    assert not post.stands


def test_earlier_versions_are_shown_with_what_changed(client):
    post = make_reply(make_topic(), text="Было так", created_at="2026-01-01T00:00Z")
    post.edits.create(text="Было иначе")
    html = client.get(reverse("forum:post-history", args=[post.pk])).content.decode()
    assert "<del>иначе</del>" in html and "<ins>так</ins>" in html


def test_earlier_versions_are_for_whom_the_section_says(client):
    post = make_reply(make_topic(make_section(history_readers=4)))
    address = reverse("forum:post-history", args=[post.pk])
    assert client.get(address).status_code == 404
    client.force_login(make_moderator())
    assert client.get(address).status_code == 200


def test_a_like_is_given_once_and_taken_back(client, member):
    post = make_reply(make_topic())
    for deed, count in (("like", 1), ("like", 1), ("unlike", 0), ("unlike", 0)):
        client.post(reverse(f"forum:post-{deed}", args=[post.pk]))
        post.refresh_from_db()
        assert post.like_count == count


@pytest.mark.parametrize("deed", ["like", "unlike", "accept", "withdraw"])
def test_deeds_are_for_members_and_no_page_to_open(client, deed):
    address = reverse(f"forum:post-{deed}", args=[make_reply(make_topic()).pk])
    assert client.post(address)["Location"].startswith("/ru/accounts/login/")
    client.force_login(make_user())
    assert client.get(address).status_code == 405


def test_ones_own_post_can_t_be_liked(client, member):
    post = make_reply(make_topic(), author=member)
    assert client.post(reverse("forum:post-like", args=[post.pk])).status_code == 403


def test_who_asked_accepts_an_answer_and_withdraws_it(client, member):
    topic = make_topic(make_section(is_questions=True), author=member)
    post = make_reply(topic)
    client.post(reverse("forum:post-accept", args=[post.pk]))
    topic.refresh_from_db()
    assert topic.answer == post
    client.post(reverse("forum:post-withdraw", args=[post.pk]))
    topic.refresh_from_db()
    assert topic.answer is None


def test_nobody_else_accepts_an_answer(client, member):
    post = make_reply(make_topic(make_section(is_questions=True)))
    assert client.post(reverse("forum:post-accept", args=[post.pk])).status_code == 403
    assert (
        client.post(
            reverse("forum:post-accept", args=[make_reply(make_topic(author=member)).pk])
        ).status_code
        == 403
    )  # not a section of questions


def test_a_vote_is_cast_changed_and_taken_back(client, member):
    client.post(
        start_address(make_section()),
        {"title": "Когда?", "text": "?", "poll_question": "День?", "poll_options": "Раз\nДва"},
    )
    poll = Poll.objects.get()
    one, two = poll.options.all()
    address = f"{poll.topic.get_absolute_url()}vote/"
    for chosen, counts in (([one.pk], [1, 0]), ([two.pk], [0, 1]), ([], [0, 0])):
        client.post(address, {"option": chosen})
        assert [option.votes.count() for option in poll.options.all()] == counts
    assert client.post(address, {"option": "9" * 5000}).status_code == 302  # no number Python reads
    client.post(address, {"option": [one.pk, two.pk]})  # only one may be chosen
    assert [option.votes.count() for option in poll.options.all()] == [0, 0]


def test_an_empty_text_is_said_in_words(client, member):
    page = client.post(reply_address(make_topic()), {"text": " \u200b "})
    assert re.search("Сначала напишите", page.content.decode())
    assert not Picture.objects.exists()


def test_a_title_can_come_with_the_address(client, member):
    page = client.get(start_address(make_section()), {"title": "Как найти?"})
    assert "Как найти?" in page.content.decode()


def test_nobody_is_named_who_asked_not_to_be(client, member):
    topic = make_topic(make_section(allows_anonymous=False))  # it was moved while they wrote
    fields = {"text": "Тихо", "is_anonymous": "on"}
    for address in (reply_address(topic), start_address(topic.section)):
        page = client.post(address, fields | {"title": "Тихо"})
        assert "Тихо" in page.content.decode() and "is_anonymous" not in page.content.decode()
    assert not Post.objects.filter(author=member).exists()


def test_a_draft_takes_no_more_room_than_a_post(client, member):
    topic = make_topic()
    client.post(reply_address(topic), {"text": "я" * 100_000, "deed": "save"})
    assert len(drafting.load(member, drafting.in_topic(topic))["text"]) == 30_000


def test_throwing_away_what_is_no_draft_does_nothing(client, member):
    assert client.post(reverse("forum:drafts"), {"place": "\0"}).status_code == 302


@pytest.mark.parametrize("is_anonymous", ["on", ""])
def test_ones_own_topic_is_changed_and_deleted_while_it_waits(client, member, is_anonymous):
    section = make_section(allows_anonymous=True, approves_new=True)
    fields = {"title": "Жду", "text": "Да", "is_anonymous": is_anonymous}
    client.post(start_address(section), fields)
    post = Post.objects.get(held_at__isnull=False)
    client.post(reverse("forum:post-edit", args=[post.pk]), {"text": "Нет", "version": 1})
    post.refresh_from_db()
    assert post.text == "Нет"
    client.post(reverse("forum:post-delete", args=[post.pk]))
    post.refresh_from_db()
    assert post.deleted_at


def test_a_preview_is_kept_nowhere(client, member, monkeypatch):
    monkeypatch.setattr("core.markdown.cache.set", lambda *_kept: pytest.fail("It was kept"))
    client.post(reply_address(make_topic()), {"text": "Тайна", "deed": "preview"})


@pytest.mark.parametrize(
    ("title", "shown"),
    [("Как\u202eтак", "Как[U+202E]так"), ("В\u200bече", "Вече"), ("\u200b \u2060", None)],
)
def test_a_title_is_letters_that_are_seen(client, member, title, shown):
    client.post(start_address(make_section()), {"title": title, "text": "Да"})
    assert list(Topic.objects.values_list("title", flat=True)) == ([shown] if shown else [])
