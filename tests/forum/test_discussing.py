"""Talking about a page of another feature: shown there, opened by the first reply."""

import re
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from blog.models import Post as BlogPost
from editing import history
from forum import discussing, posting
from forum.discussing import About
from forum.models import Discussion, Draft, Post, Section, Topic
from forum.refusals import Locked, NotAllowed
from forum.writing import Writing
from tests.factories import make_translated_post, make_user
from tests.forum.factories import assert_openings_titled, make_reply, make_section
from tests.test_promises import BUDGET, first_visit, long_text, make_demo_posts, queries_of

pytestmark = pytest.mark.django_db
ABOUT = About("post-1", "Дом [у] реки", "/ru/blog/dom/", "ru")


@pytest.fixture
def section():
    return make_section(slug="articles", takes_discussions=True)


@pytest.fixture
def article():
    return make_translated_post()


@pytest.fixture
def author(db):
    return make_user(name="Nadia")


def say(text="Спасибо!", author=None, about=ABOUT):
    return discussing.reply_about(about, author or make_user(), Writing(text))


def about(article, language="ru"):
    with override(language):
        return About(f"post-{article.pk}", article.title, article.get_absolute_url(), language)


def page_of(client, article, language="ru"):
    return client.get(article.address_in(language)).content.decode()


# The first reply


def test_the_first_reply_opens_the_topic(section):
    post = say("Согласна.")
    topic = Topic.objects.get()
    assert (topic.title, topic.section, topic.reply_count) == ("Дом [у] реки", section, 1)
    assert r"[Дом \[у\] реки](/ru/blog/dom/)" in topic.opening.text
    assert (topic.opening.author, topic.opening.imported_author) == (None, "Вече")
    assert (post.number, post.topic) == (1, topic)
    assert_openings_titled()
    assert 'href="/ru/blog/dom/"' in topic.opening.html({})


def test_later_replies_come_in_the_same_topic(section):
    say()
    say()
    assert Topic.objects.get().reply_count == 2


def test_a_reply_that_is_refused_opens_nothing():
    make_section(takes_discussions=True, repliers=2)
    with pytest.raises(NotAllowed):
        say()
    assert not Topic.objects.exists()


def test_without_a_section_for_it_nothing_can_be_said():
    with pytest.raises(NotAllowed):
        say()
    assert discussing.state_of("post-1", make_user()) is None


def test_one_section_takes_discussions(section):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_section(takes_discussions=True)


@pytest.mark.django_db(transaction=True)
def test_two_who_open_it_at_once_write_in_one_topic(section):
    members, start, failures = [make_user(), make_user()], threading.Barrier(2), []

    def reply(member):
        try:
            start.wait(10)
            say(author=member)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=reply, args=[member]) for member in members]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    assert failures == []
    assert Topic.objects.get().reply_count == 2
    assert Post.objects.count() == 3


# What editors say


def test_an_editor_chooses_the_section(section):
    other = make_section()
    discussing.arrange("post-1", other, is_closed=False, is_off=False)
    say()
    assert Topic.objects.get().section == other


def test_nothing_is_kept_of_what_is_as_usual(section):
    discussing.arrange("post-1", None, is_closed=False, is_off=False)
    assert not Discussion.objects.exists()


def test_a_closed_discussion_can_be_read_and_opened_again(section):
    say()
    discussing.arrange("post-1", None, is_closed=True, is_off=False)
    topic = Topic.objects.get()
    for speak in (say, lambda: posting.reply(topic, make_user(), Writing("И я."))):
        with pytest.raises(Locked):
            speak()
    state = discussing.state_of("post-1", make_user())
    assert (len(state.replies), state.is_open) == (1, False)
    discussing.arrange("post-1", None, is_closed=False, is_off=False)
    say()
    assert Topic.objects.get().reply_count == 2


def test_a_lock_of_moderators_outlives_it(section):
    say()
    locked_at = timezone.now()
    Topic.objects.update(locked_at=locked_at)
    for is_closed in (True, False):
        discussing.arrange("post-1", None, is_closed=is_closed, is_off=False)
    assert Topic.objects.get().locked_at == locked_at


def test_what_is_switched_off_is_not_shown_and_takes_no_reply(section):
    say()
    discussing.arrange("post-1", None, is_closed=False, is_off=True)
    assert discussing.state_of("post-1", make_user()) is None
    with pytest.raises(Locked):
        say()


# Under the post


def test_a_post_shows_its_last_three_replies_and_their_number(client, article, section):
    for number in range(5):
        say(f"Ответ {number}", about=about(article))
    page = page_of(client, article)
    assert "/forum/discuss/" not in page
    assert re.search(r"5\s(ответов|replies)", page)
    assert [f"Ответ {n}" in page for n in range(5)] == [False, False, True, True, True]
    assert page.index("Ответ 2") < page.index("Ответ 4")
    assert Topic.objects.get().get_absolute_url() in page


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_post_without_replies_leads_to_where_the_first_is_written(
    client, article, section, language, author
):
    page = page_of(client, article, language)
    link = page.partition(f'href="/{language}/forum/discuss/?about=')[2].partition('"')[0]
    assert "/accounts/login/" in client.get(f"/{language}/forum/discuss/?about={link}")["Location"]
    client.force_login(author)
    form = client.get(f"/{language}/forum/discuss/?about={link}").content.decode()
    with override(language):
        assert f'<a href="{article.get_absolute_url()}">{article.title}</a>' in form


def test_hidden_and_waiting_replies_are_not_shown(client, article, section):
    say("Видно", about=about(article))
    topic = Topic.objects.get()
    make_reply(topic, text="Спрятано", hidden_at=timezone.now())
    make_reply(topic, text="Ждёт", held_at=timezone.now(), number=None)
    page = page_of(client, article)
    assert "Видно" in page and "Спрятано" not in page and "Ждёт" not in page


def test_who_writes_without_a_name_is_not_named_there(client, article, author):
    make_section(takes_discussions=True, allows_anonymous=True)
    discussing.reply_about(about(article), author, Writing("Тайна", is_anonymous=True))
    Post.objects.update(held_at=None)
    assert "Nadia" not in page_of(client, article)


def test_words_are_escaped_and_cut(client, article, section):
    say("<script>alert(1)</script> " + "слово " * 100, about=about(article))
    page = page_of(client, article)
    assert "<script>alert" not in page and page.count("слово") < 20


@pytest.mark.parametrize("hide", ["topic", "section", "no section", "off", "closed"])
def test_nothing_is_shown_where_there_is_nothing_to_read(client, article, section, hide):
    if hide in ("topic", "section"):
        say("Тайна", about=about(article))
    if hide == "topic":
        Topic.objects.update(hidden_at=timezone.now())
    elif hide == "section":
        Section.objects.update(readers=1)
    elif hide == "no section":
        section.delete()
    else:
        key = f"post-{article.pk}"
        discussing.arrange(key, None, is_closed=hide == "closed", is_off=hide == "off")
    page = page_of(client, article)
    assert "Тайна" not in page and "/discuss/" not in page and 'id="talk"' not in page


def test_it_takes_two_questions_whatever_was_said(client, article, section):
    counts = []
    for _round in range(2):
        say(about=about(article))
        counts.append(queries_of(client, article.address_in("ru")))
    assert counts[0] == counts[1] <= 6


# The page


def discuss(what=ABOUT):
    return f"/ru/forum/discuss/?about={what.signed()}"


def test_a_member_writes_the_first_reply(client, author, section):
    client.force_login(author)
    response = client.post(discuss(), {"text": "Хорошо сказано.", "deed": "publish"})
    post = Post.objects.get(author=author)
    assert response["Location"] == post.get_absolute_url()
    assert not Draft.objects.exists()


def test_once_there_is_a_topic_the_way_leads_to_it(client, author, section):
    say()
    client.force_login(author)
    topic = Topic.objects.get()
    with override("ru"):
        where = reverse("forum:topic-reply", args=[topic.section.slug, topic.pk, topic.slug])
    assert client.get(discuss())["Location"] == where


def test_what_was_written_while_another_opened_it_is_one_more_reply(client, author, section):
    client.force_login(author)
    client.get(discuss())
    say("Я первее")
    client.post(discuss(), {"text": "И я", "deed": "publish"})
    assert Topic.objects.get().reply_count == 2


def test_a_draft_waits_for_its_author(client, author, section):
    client.force_login(author)
    client.post(discuss(), {"text": "Не дописано", "deed": "save"})
    assert "Не дописано" in client.get(discuss()).content.decode()


@pytest.mark.parametrize("text", ["", "x", "WyJwb3N0LTEiXQ:1:x"])
def test_what_this_site_did_not_sign_is_not_found(client, author, section, text):
    client.force_login(author)
    assert client.get(f"/ru/forum/discuss/?about={text}").status_code == 404


def test_forged_requests_are_refused(author, section):
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(author)
    assert forged.post(discuss(), {"text": "Подделка"}).status_code == 403
    assert not Post.objects.exists()


def test_who_may_not_reply_there_may_not_here(client, section, author):
    Section.objects.update(repliers=3)
    client.force_login(author)
    assert client.get(discuss()).status_code == 403


# In the blog's admin


def admin_form(**fields):
    form = {
        "title_ru": "Дом", "slug_ru": "dom", "body_ru": "<p>Да</p>", "title_en": "House",
        "slug_en": "house", "body_en": "<p>Yes</p>", "summary_ru": "", "summary_en": "",
        "published_at_ru_0": "2025-01-01", "published_at_ru_1": "10:00:00",
    }  # fmt: skip
    return form | fields


def test_an_editor_arranges_the_discussion_beside_the_post(admin_client, article, section):
    other = make_section()
    address = f"/admin/blog/post/{article.pk}/change/"
    assert b"discussion_section" in admin_client.get(address).content
    sent = admin_form(discussion_section=other.pk, discussion_is_closed="on")
    assert admin_client.post(address, sent).status_code == 302
    row = Discussion.objects.get()
    assert (row.key, row.section, row.closed_at is None) == (f"post-{article.pk}", other, False)
    sent = admin_form(discussion_is_off="on", based_on=history.latest(article))
    assert admin_client.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert (row.closed_at, row.switched_off_at is None) == (None, False)
    assert b"checked" in admin_client.get(address).content


def test_a_new_post_can_say_so_too(admin_client, section):
    sent = admin_form(discussion_is_off="on")
    assert admin_client.post("/admin/blog/post/add/", sent).status_code == 302
    assert Discussion.objects.get().switched_off_at


def test_a_post_that_says_nothing_leaves_no_row(admin_client, article, section):
    admin_client.post(f"/admin/blog/post/{article.pk}/change/", admin_form())
    assert not Discussion.objects.exists()


@pytest.mark.parametrize(("language", "size"), [("ru", 12_000), ("en", 20_000)])
@pytest.mark.parametrize("replies", [0, 3])
def test_a_long_post_with_its_discussion_fits_one_flight(client, section, language, size, replies):
    make_demo_posts()
    article = BlogPost.objects.first()
    BlogPost.objects.filter(pk=article.pk).update(**{f"body_{language}": long_text(language, size)})
    for text in WORDS[language][:replies]:
        say(text, make_user(), about(article, language))
    assert first_visit(client, article.address_in(language)) <= BUDGET


WORDS = {
    "ru": (
        "Читала вслух всей семье, спорили до ночи. Младший сказал, что теперь будет считать всё сам.",
        "Про марки — правда: в прошлом месяце у нас вернулось одиннадцать конвертов из ста двадцати.",
        "А можно таблицу целиком? Хочу показать её соседке, она бухгалтер и никому не верит на слово.",
    ),
    "en": (
        "Read it aloud at dinner and we argued until midnight. The youngest now counts everything twice.",
        "It is true about the stamps: eleven of our hundred and twenty envelopes came back last month.",
        "Could we have the whole table? My neighbour keeps books and takes nobody at their word, ever.",
    ),
}
