import pytest

from blog.admin import PostForm
from editing.states import State
from tests.factories import make_post

pytestmark = pytest.mark.django_db


def saved(**data):
    form = PostForm(data)
    assert form.is_valid(), form.errors
    return form.save()


def test_a_post_in_english_alone_can_be_saved():
    post = saved(title_en="House", body_en="<p>Yes</p>")
    assert (post.state_in("en"), post.state_in("ru")) == (State.DRAFT, State.MISSING)


def test_an_address_left_empty_is_made_from_the_title_and_given_once():
    make_post(title_ru="Щука", slug_ru="shchuka", body_ru="<p>Да</p>")
    assert saved(title_ru="Щука", body_ru="<p>Да</p>").slug_ru == "shchuka-2"


def test_an_address_of_ones_own_is_kept():
    assert saved(title_ru="Щука", slug_ru="ryba", body_ru="<p>Да</p>").slug_ru == "ryba"


def test_a_title_that_would_hide_another_page_gets_another_address():
    assert saved(title_en="Topics", body_en="<p>Yes</p>").slug_en == "topics-2"


def test_a_post_in_no_language_is_refused():
    assert "__all__" in PostForm({"title_ru": "Щука", "body_en": "<p>Yes</p>"}).errors


def test_what_an_editor_pastes_is_cleaned():
    post = saved(title_en="House", body_en="<p onclick=x>Yes<script>1</script></p>")
    assert post.body_en == "<p>Yes</p>"
