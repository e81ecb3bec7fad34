import datetime
from importlib import import_module

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from blog.models import Post
from editing.states import Stage, State
from tests.factories import make_post, make_translated_post

pytestmark = pytest.mark.django_db


def test_posts_without_a_slug_in_a_language_do_not_collide():
    make_post(title_en="One", slug_en="one", body_en="<p>1</p>")
    make_post(title_en="Two", slug_en="two", body_en="<p>2</p>")
    assert Post.objects.in_language("en").count() == 2
    assert Post.objects.missing_in("ru").count() == 2


def test_a_title_needs_an_address():
    with pytest.raises(IntegrityError, match="post_title_en_has_slug"):
        make_post(title_en="One", slug_en=None, body_en="<p>1</p>")


@pytest.mark.parametrize("slug", ["feed", "topics", "2025"])
def test_a_slug_cannot_hide_another_page_of_the_blog(slug):
    post = make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>")
    post.slug_ru = slug
    with pytest.raises(ValidationError):
        post.full_clean()


def test_a_list_reads_the_partial_index_of_its_language():
    posts = Post.objects.visible_to(AnonymousUser()).newest_in("ru").values("pk")[:20]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        plan = posts.explain()
    assert "post_published_ru" in plan and "Sort" not in plan


def test_what_first_came_out_is_read_from_an_index():
    posts = Post.objects.visible_to(AnonymousUser())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        for rows, index in [
            (posts.newest_first(), "post_first_published"),
            (posts.missing_in("en").newest_first(), "post_missing_en"),
        ]:
            plan = rows.values("pk")[:20].explain()
            assert index in plan and "Sort" not in plan


@pytest.mark.parametrize("lacking", [{"body_en": ""}, {"body_en": None}, {"title_en": None}])
def test_what_is_published_is_written(lacking):
    with pytest.raises(IntegrityError, match="post_published_en_is_written"):
        make_translated_post(published_at_en=timezone.now(), **lacking)


def test_each_language_has_a_state_of_its_own():
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    post = make_translated_post(published_at_en=tomorrow)
    assert (post.state_in("ru"), post.state_in("en")) == (State.PUBLISHED, State.SCHEDULED)
    post.published_at_en, post.stage_en, post.stage_ru = None, Stage.REVIEW, Stage.WITHDRAWN
    assert (post.state_in("ru"), post.state_in("en")) == (State.PUBLISHED, State.REVIEW)
    post.published_at_ru = None
    assert post.state_in("ru") == State.WITHDRAWN
    assert Post(title_ru="Дом").state_in("ru") == State.DRAFT
    assert Post(title_ru="Дом").state_in("en") == State.MISSING


def test_posts_from_before_come_out_in_the_languages_they_were_whole_in():
    migration = import_module("blog.migrations.0003_publication")
    then = MigrationExecutor(connection).loader.project_state(("blog", "0003_publication")).apps
    moment = timezone.now()
    pk = make_translated_post(published_at=None, body_en="").pk
    then.get_model("blog", "Post").objects.update(published_at=moment)
    migration.publish_what_is_written(then, None)
    post = Post.objects.get(pk=pk)
    assert (post.published_at_ru, post.published_at_en) == (moment, None)
