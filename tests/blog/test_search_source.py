"""What of the blog may be found, by whom, and how it is shown."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from blog.models import Post
from blog.search_sources import Posts
from search.columns import title_words
from search.sources import Found
from tests.factories import (
    make_author,
    make_editor,
    make_post,
    make_topic,
    make_translated_post,
    make_user,
)

pytestmark = pytest.mark.django_db

STRANGER = AnonymousUser()


def raw(words):
    return SearchQuery(words, search_type="raw", config="bilingual")


def found(words, user=STRANGER):
    """(pk, language) of what has these words, as the engine asks for it."""
    source = Posts()
    return {
        (pk, language)
        for language, column in source.columns.items()
        for pk in source.rows(user).filter(**{column: raw(words)}).values_list("pk", flat=True)
    }


def test_words_are_found_in_title_summary_and_text_of_each_version():
    post = make_translated_post(summary_en="A cellar", body_ru='<p title="чердак">Крыша</p>')
    assert found("дом") == found("крыша") == {(post.pk, "ru")}
    assert found("cellar") == found("house") == {(post.pk, "en")}
    assert not found("чердак")


@pytest.mark.parametrize(
    "published_at", [None, timezone.now() + datetime.timedelta(days=1)], ids=["draft", "tomorrow's"]
)
def test_what_is_not_published_is_found_by_nobody(published_at):
    make_translated_post(published_at=published_at)
    for user in (STRANGER, make_user(), make_editor()):
        assert not found("дом", user)
        assert not Posts().texts(user).exists()
        assert not Posts().titles(raw("дом"), user, 5)


@pytest.mark.parametrize("lacking", [{"body_en": ""}, {"body_en": None}, {"title_en": ""}])
def test_a_version_that_does_not_exist_is_not_found(lacking):
    post = make_translated_post(summary_en="Yes", **lacking)
    source = Posts()
    assert not found("house | yes")
    assert not source.version(source.rows(STRANGER), "en")
    assert not source.titles(raw("house"), STRANGER, 5)
    assert list(source.texts(STRANGER)) == [("Дом", " Да ")]
    assert source.hits([Found(post.pk, "en")], STRANGER) == {}


def test_a_hit_has_the_title_in_force_and_the_words_of_the_version_that_was_found():
    post = make_translated_post(author=make_author(), body_en="<p>Yes &amp; <b>no</b></p>")
    post.topics.add(make_topic(title_ru="Быт", slug_ru="byt"))
    with override("ru"):
        hit = Posts().hits([Found(post.pk, "en")], STRANGER)[Found(post.pk, "en")]
    assert (hit.title, hit.address, hit.language) == ("Дом", "/ru/blog/dom/", "ru")
    assert (hit.text, hit.author, hit.date) == ("Yes & no", "Редакция", post.published_at)
    assert (hit.place, hit.place_address) == ("Быт", "/ru/blog/topics/byt/")


def test_what_lacks_the_language_in_force_is_shown_in_its_own():
    post = make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>")
    with override("en"):
        hit = Posts().hits([Found(post.pk, "ru")], STRANGER)[Found(post.pk, "ru")]
    assert (hit.title, hit.address, hit.language) == ("Дом", "/ru/blog/dom/", "ru")


def test_a_page_of_hits_takes_two_queries():
    wanted = [Found(make_post(author=make_author()).pk, "ru") for _n in range(5)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(Posts().hits(wanted, STRANGER)) == 5
    assert len(queries) == 2


def test_what_was_withdrawn_meanwhile_is_left_out():
    post = make_post()
    Post.objects.update(published_at_ru=None)
    assert Posts().hits([Found(post.pk, "ru")], STRANGER) == {}


def test_texts_are_plain_and_newest_first_two_of_a_post_in_two_languages():
    older = timezone.now() - datetime.timedelta(days=1)
    make_translated_post()
    make_post(title_ru="Вчера", slug_ru="v", body_ru="<p>Там</p>", published_at=older)
    assert list(Posts().texts(STRANGER)) == [
        ("Дом", " Да "),
        ("House", " Yes "),
        ("Вчера", " Там "),
    ]


def test_posts_are_found_by_author_in_either_language_however_it_is_typed():
    post = make_post(author=make_author(name_ru="Алёна Ким", name_en="Alena Kim"))
    make_post(author=make_author())
    rows = Posts().rows(STRANGER)
    for name in ("алена ким", "ALENA KIM "):
        assert [row.pk for row in rows.filter(Posts().by_author(name))] == [post.pk]
    assert not rows.filter(Posts().by_author("Никто"))
    assert not rows.filter(Posts().by_author(""))


def test_posts_are_found_by_topic_once_each():
    post = make_post()
    post.topics.add(make_topic(title_ru="Жильё", slug_ru="zhilyo", slug_en="housing"))
    make_post().topics.add(make_topic())
    rows = Posts().rows(STRANGER)
    for name in ("жилье", "housing"):
        assert [row.pk for row in rows.filter(Posts().in_place(name))] == [post.pk]
    assert not rows.filter(Posts().in_place("Никакая"))


def test_authors_are_named_in_the_language_in_force_else_in_another():
    author = make_author(name_en=None)
    with override("en"):
        assert Posts().author_names([author.pk]) == {author.pk: "Редакция"}


def test_titles_are_suggested_newest_first_and_a_post_once():
    older = timezone.now() - datetime.timedelta(days=1)
    make_post(title_ru="Дом у реки", slug_ru="reka", body_ru="<p>Да</p>", published_at=older)
    make_translated_post()
    with override("en"):
        suggested = Posts().titles(raw("дом | house"), STRANGER, 5)
    assert [(each.title, each.address) for each in suggested] == [
        ("House", "/en/blog/house/"),
        ("Дом у реки", "/ru/blog/reka/"),
    ]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_titles_are_looked_up_in_their_index(language):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    rows = Post.objects.order_by().alias(words=title_words(f"title_{language}"))
    assert f"post_titles_{language}" in rows.filter(words=raw("дом")).explain()
