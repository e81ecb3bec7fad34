"""The list of texts: what it finds, what it shows of them, and in how few queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import Post
from editing import saving
from editing.desk import listing
from editing.models import Revision
from editing.states import Stage
from tests.editing.people import client_of, make_publisher, make_writer
from tests.factories import make_author, make_post, make_topic, make_translated_post

pytestmark = pytest.mark.django_db

LIST = "/admin/blog/post/"
SOON = timezone.now() + datetime.timedelta(days=3)
LONG_AGO = timezone.now() - datetime.timedelta(days=800)
MOST_QUERIES = 12


def page(client, **asked):
    response = client.get(LIST, asked)
    assert response.status_code == 200, asked
    return response


def listed(client, **asked):
    return {row.pk for row in page(client, **asked).context["cl"].result_list}


def text(response):
    return " ".join(response.content.decode().split())


# Filters


@pytest.fixture
def states():
    """A post in each state, in Russian; what is published is so in English, too."""
    waiting = {"published_at": None}
    return {
        "draft": make_post(**waiting).pk,
        "review": make_post(**waiting, stage_ru=Stage.REVIEW).pk,
        "withdrawn": make_post(**waiting, stage_ru=Stage.WITHDRAWN).pk,
        "scheduled": make_post(published_at=SOON).pk,
        "published": make_translated_post().pk,
    }


@pytest.mark.parametrize("state", ["draft", "review", "scheduled", "published", "withdrawn"])
def test_texts_are_found_by_their_state(admin_client, states, state):
    assert listed(admin_client, state=state) == {states[state]}
    assert listed(admin_client, state=state, language="ru") == {states[state]}
    in_english = {states[state]} if state == "published" else set()
    assert listed(admin_client, state=state, language="en") == in_english


def test_a_language_alone_is_one_in_which_something_is_written(admin_client, states):
    assert listed(admin_client, language="en") == {states["published"]}
    assert listed(admin_client, language="ru") == set(states.values())


def test_texts_are_found_by_how_their_translation_stands(admin_client):
    lacking = make_post().pk
    current = make_translated_post(source_en="ru").pk
    behind = make_translated_post(
        slug_ru="sad", slug_en="garden", source_en="ru", source_changed_at_en=timezone.now()
    ).pk
    for name, pk in (("missing", lacking), ("current", current), ("behind", behind)):
        assert listed(admin_client, translation=name) == {pk}
        assert listed(admin_client, translation=name, language="en") == {pk}
        assert listed(admin_client, translation=name, language="ru") == set()


def test_of_what_is_missing_the_state_is_that_of_the_original(admin_client):
    make_post(published_at=None)
    make_translated_post()
    published = make_post()
    asked = {"translation": "missing", "state": "published"}
    assert listed(admin_client, **asked) == {published.pk}
    assert listed(admin_client, **asked, language="en") == {published.pk}
    assert listed(admin_client, **asked, language="ru") == set()


def test_state_and_translation_are_asked_of_the_same_language(admin_client):
    make_translated_post(source_en="ru", published_at_ru=None)
    assert listed(admin_client, translation="current", state="draft") == set()
    assert len(listed(admin_client, translation="current", state="published")) == 1


def test_texts_are_found_by_topic_and_author(admin_client):
    topic, author = make_topic(), make_author()
    about, by = make_post(), make_post(author=author)
    about.topics.add(topic, make_topic())
    by.topics.add(make_topic())
    assert listed(admin_client, topic=topic.pk) == {about.pk}
    assert listed(admin_client, author=author.pk) == {by.pk}
    assert listed(admin_client, author=author.pk, topic=topic.pk) == set()


def test_texts_are_found_by_when_they_come_out(admin_client):
    now, before = make_post(), make_post(published_at=LONG_AGO)
    later, _never = make_post(published_at=SOON), make_post(published_at=None)
    for period in ("today", "week"):
        assert listed(admin_client, period=period) == {now.pk}
    assert now.pk in listed(admin_client, period="month") & listed(admin_client, period="year")
    assert listed(admin_client, until=LONG_AGO.date()) == {before.pk}
    assert listed(admin_client, since=LONG_AGO.date(), until=LONG_AGO.date()) == {before.pk}
    assert listed(admin_client, since=SOON.date()) == {later.pk}
    assert listed(admin_client, since=SOON.date(), language="en") == set()


def test_a_day_is_that_of_the_editor(admin_client, admin_user):
    admin_user.time_zone = "Asia/Kamchatka"  # twelve hours before UTC
    admin_user.save(update_fields=["time_zone"])
    post = make_post(published_at=datetime.datetime(2024, 5, 1, 15, tzinfo=datetime.UTC))
    assert listed(admin_client, since="2024-05-02", until="2024-05-02") == {post.pk}
    assert listed(admin_client, since="2024-05-01", until="2024-05-01") == set()


# Search


@pytest.mark.parametrize(
    "asked",
    ["ёлка", "елка", "ЁЛКИ", "ёлк", "лес ёлка", "forest", "forests", "fores", "в лесу", "#{pk}", "{pk}", "les-i-elka", "les-i", "https://example.org/ru/blog/les-i-elka/"],
)  # fmt: skip
def test_words_in_both_languages_numbers_and_addresses_are_found(admin_client, asked):
    make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>")
    post = make_post(
        title_ru="Лес", slug_ru="les-i-elka", body_ru="<p>Там стоит ёлка</p>",
        title_en="A forest", slug_en="forest-x", body_en="<p>Yes</p>",
    )  # fmt: skip
    assert listed(admin_client, q=asked.format(pk=post.pk)) == {post.pk}


def test_what_is_not_out_and_what_has_only_a_title_is_found_too(admin_client):
    draft = make_post(
        published_at=None, title_ru="Щука", slug_ru="a", body_ru="<p>Дом</p>",
        title_en="Unwritten yet", slug_en="b", published_at_en=None,
    )  # fmt: skip
    for asked in ("щука", "дома", "unwritten"):
        assert listed(admin_client, q=asked) == {draft.pk}


def test_all_words_have_to_be_there_and_filters_hold_besides(admin_client):
    make_post(title_ru="Дом и сад", slug_ru="a", body_ru="<p>Да</p>")
    draft = make_post(title_ru="Дом", slug_ru="b", body_ru="<p>Да</p>", published_at=None)
    assert len(listed(admin_client, q="дом")) == 2
    assert len(listed(admin_client, q="дом сад")) == 1
    assert listed(admin_client, q="дом", state="draft") == {draft.pk}


# Odd input

ODD = ["", " ", "0", "-1", "99999999999999999999", "٣", "²", "'", '"', "\\", "%", "_", "\0", "x\0", "🦌", "a" * 5000, "&|!:*()", "<b>", "in:", "в", "и", "#", "//", "None", "2024-02-31", "0001-01-01", "9999-12-31", "ru", "draft"]  # fmt: skip
PARAMETERS = ["q", "state", "language", "translation", "topic", "author", "period", "since", "until", "p", "o", "all", "e", "_popup", "_facets", "nothing", "title_ru__regex", "author__posts__id"]  # fmt: skip


@pytest.mark.parametrize("name", PARAMETERS)
def test_no_input_is_an_error(admin_client, name):
    make_translated_post()
    for value in ODD:
        assert admin_client.get(LIST, {name: value}).status_code == 200, value
        assert admin_client.get(LIST, {name: [value, "x"]}).status_code == 200, value


def test_a_day_that_is_none_is_said_beside_it_and_narrows_nothing(admin_client):
    make_post()
    response = page(admin_client, since="2024-02-31")
    assert len(response.context["cl"].result_list) == 1
    assert "Этот день не удалось понять" in text(response) or "This day was not" in text(response)


# Pages


def test_a_page_that_is_not_there_is_the_nearest_one(admin_client, monkeypatch):
    monkeypatch.setattr(listing, "MOST", 4)
    monkeypatch.setattr("blog.admin.PostAdmin.list_per_page", 2)
    posts = [make_post() for _number in range(7)]
    last = posts[::-1]  # changed last
    assert listed(admin_client) == {post.pk for post in last[:2]}
    for number in ("2", "3", "100000"):
        assert listed(admin_client, p=number) == {post.pk for post in last[2:4]}
    assert page(admin_client).context["cl"].has_more
    assert not page(admin_client, q=f"#{posts[0].pk}").context["cl"].has_more


def test_the_order_is_that_of_the_last_change(admin_client):
    first, second = make_post(), make_post()
    saving.save(first, {"title_ru": "Сад"}, by=None, based_on=0)
    rows = page(admin_client).context["cl"].result_list
    assert [row.pk for row in rows] == [first.pk, second.pk]


# What it shows


def cells(response, name):
    return [
        cell.split("</td>")[0]
        for cell in text(response).replace("</th>", "</td>").split(f'class="field-{name}">')[1:]
    ]


def test_a_language_is_told_in_words(admin_client, admin_user):
    admin_user.language = "en"
    admin_user.save(update_fields=["language"])
    post = make_translated_post(published_at_en=None, stage_en=Stage.REVIEW)
    saving.save(post, {"source_en": "ru", "source_revision_en": 1}, by=None, based_on=0)
    for number, title in enumerate(["Сад", "Лес"], start=2):
        saving.save(post, {"title_ru": title}, by=None, based_on=number)
    response = page(admin_client)
    [russian], [english] = cells(response, "ru"), cells(response, "en")
    assert "published" in russian and str(timezone.localdate().year) in russian
    assert "in review" in english and "behind by 2 edits" in english


def test_what_is_not_translated_says_so_and_its_title_is_shown_in_the_other(admin_client):
    make_post(title_en="House", slug_en="house", body_en="<p>Yes</p>")
    response = page(admin_client)
    [title], [russian] = cells(response, "title"), cells(response, "ru")
    assert '<span lang="en">House</span>' in title and "list-missing" in russian


def test_topics_author_and_who_changed_it_are_told(admin_client):
    anna, author, topic = make_publisher(), make_author(name_ru="Вера"), make_topic()
    post = make_post(author=author)
    saving.save(post, {"topics": [topic.pk]}, by=anna, based_on=0)
    response = page(admin_client)
    assert cells(response, "topic") == [topic.title_ru]
    assert cells(response, "author") == ["Вера"]
    assert anna.name in cells(response, "changed")[0]


def test_a_topic_without_a_title_in_this_language_has_that_of_the_other(admin_client):
    topic = make_topic(title_ru="", title_en="Letters")
    make_post().topics.add(topic)
    assert cells(page(admin_client), "topic") == ["Letters"]


def test_a_title_is_no_markup(admin_client):
    make_post(title_ru="<script>1</script>", slug_ru="a", body_ru="<p>Да</p>")
    assert "&lt;script&gt;1" in cells(page(admin_client), "title")[0]


def test_who_does_not_publish_lists_only_their_own():
    anna = make_writer()
    make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>")
    client = client_of(anna)
    client.post("/admin/blog/post/add/", {"title_ru": "Дом", "body_ru": "<p>Да</p>"})
    own = Revision.objects.get(saved_by=anna).object_id
    for asked in ({}, {"q": "дом"}, {"state": "draft"}, {"language": "ru"}):
        assert listed(client, **asked) == {own}
    assert listed(client, state="published") == set()


# Queries


def queries(client, **asked):
    page(client, **asked)
    with CaptureQueriesContext(connection) as captured:
        page(client, **asked)
    return len(captured)


@pytest.mark.parametrize(
    "asked", [{}, {"q": "дом"}, {"translation": "behind"}, {"state": "published", "p": "2"}]
)
def test_the_list_takes_few_queries_however_many_rows_it_has(asked):
    client = client_of(make_publisher())

    def grow(number):
        for _each in range(number):
            post = make_translated_post(
                slug_ru=f"a-{Post.objects.count()}", slug_en=f"b-{Post.objects.count()}",
                author=make_author(), source_en="ru", source_changed_at_en=timezone.now(),
            )  # fmt: skip
            post.topics.add(make_topic())

    grow(2)
    few = queries(client, **asked)
    grow(18)
    assert few == queries(client, **asked) <= MOST_QUERIES
