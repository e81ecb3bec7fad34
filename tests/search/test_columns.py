"""The columns of the search stay in PostgreSQL, and are what the models say."""

import re
from functools import partial

import pytest
from django.apps import apps
from django.contrib.postgres.search import SearchQuery
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from blog.models import Post as BlogPost
from forum.models import Notice, Post, Topic
from search.columns import SearchColumn
from search.folding import DROPPED, FOLDED_FROM, fold
from tests.factories import make_translated_post, make_user
from tests.forum.factories import make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db

COLUMNS = [
    field
    for model in apps.get_models()
    for field in model._meta.get_fields()
    if isinstance(field, SearchColumn)
]
NAMED = re.compile(r'"search(_\w\w)?"')
PAGES = (
    "home blog:index blog:feed forum:index forum:feed forum:unanswered forum:mine forum:following"
    " forum:bookmarks forum:notices accounts:me"
).split()
CHANGELISTS = [
    f"admin:{name}_changelist"
    for name in ("blog_post", "blog_redirect", "forum_topic", "forum_post", "forum_action")
]


def word(text):
    return SearchQuery(text, search_type="raw", config="bilingual")


def never_named(visit):
    with CaptureQueriesContext(connection) as queries:
        visit()
    assert [query["sql"] for query in queries if NAMED.search(query["sql"])] == []


@pytest.fixture
def site():
    """A row of everything that comes along with posts."""
    post, section = make_translated_post(), make_section()
    topic = make_topic(section, author=make_user(name="Anna Kim"))
    reply = make_reply(topic)
    Topic.objects.update(answer=reply, answered_at=timezone.now())
    Notice.objects.create(user=topic.opening.author, topic=topic, post=reply, kind="reply")
    return post, section, topic


def addresses(site):
    post, section, topic = site
    rows = [row.get_absolute_url() for row in (post, section, topic, topic.opening.author)]
    lists = [reverse(name) for name in PAGES]
    return [*lists, *rows, reverse("forum:section-feed", args=[section.slug])]


def test_no_page_loads_what_only_the_search_reads(client, site):
    with override("en"):
        pages = addresses(site)
    client.force_login(site[2].opening.author)
    for _each in ("member", "stranger"):
        for page in pages:
            never_named(partial(client.get, page))
        client.logout()


@pytest.mark.parametrize("name", CHANGELISTS)
def test_no_list_of_the_admin_loads_it(admin_client, site, name):
    never_named(lambda: admin_client.get(reverse(name)))


def test_rows_are_written_and_read_again_without_it():
    topic, post = make_topic(), make_translated_post()
    reply = Post(topic=topic, number=1, plain="Да")

    def write():
        Post.objects.bulk_create([reply])
        reply.plain = "Дом"
        reply.save()
        reply.refresh_from_db()
        Post.objects.bulk_update([reply], ["plain"])
        post.save()
        BlogPost.objects.get_or_create(pk=post.pk)
        list(Topic.objects.select_related("opening", "last_post").all())
        list(Post.objects.values())

    never_named(write)
    assert Post.objects.filter(search=word("дом")).get() == reply


def test_a_dump_of_the_rows_can_be_loaded():
    dumped = serializers.serialize("json", [make_topic(text="Дом").opening])
    Post.objects.update(plain="")
    for row in serializers.deserialize("json", dumped):
        row.save()
    assert Post.objects.filter(search=word("дом")).exists()


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_a_column_is_made_as_the_model_says(column):
    """Django doesn't notice when an expression is changed, so a migration for it is easily forgotten."""
    table, (sql, parameters) = column.model._meta.db_table, column.generated_sql(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE made (LIKE {table}) ON COMMIT DROP")
        cursor.execute(
            f"ALTER TABLE made ADD said tsvector GENERATED ALWAYS AS ({sql}) STORED", parameters
        )
        cursor.execute(
            "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef JOIN pg_attribute"
            " ON attrelid = adrelid AND attnum = adnum"
            " WHERE (adrelid, attname) IN ((%s::regclass, %s), ('made'::regclass, 'said'))",
            [table, column.column],
        )
        [(one,), (other,)] = cursor.fetchall()
    assert one == other


def folded(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower(search_fold(%s))", [text])
        return cursor.fetchone()[0]


def test_the_index_folds_each_letter_as_a_question_is_folded():
    for letter in FOLDED_FROM + DROPPED + ".-'\n\tаЙё":
        assert folded(f"ж{letter}ж {letter}") == fold(f"ж{letter}ж {letter}"), letter


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, database=None)
@given(text=st.text(st.sampled_from(FOLDED_FROM + "аЙй .5z\u0301\xad\u200b\u0323"), max_size=40))
@example(text="z\xad\u0301")
def test_the_index_folds_texts_as_questions_are_folded(db, text):
    assume(not re.search("[\xad\u200b]\u0301*\u0323", text))  # a letter's own dot, away from it
    assert folded(text) == fold(text)
