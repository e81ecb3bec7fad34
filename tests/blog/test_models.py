import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from blog.models import Post
from tests.factories import make_post

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
    posts = Post.objects.in_language("ru").newest_first().values("pk")[:20]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = posts.explain()
    assert "post_written_ru" in plan
