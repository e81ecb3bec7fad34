import pytest

from blog.admin import PostForm
from blog.models import Post
from editing import drafting, saving
from editing.models import Revision, What
from editing.states import State
from tests.factories import make_post, make_topic

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


# Saving


def change(client, post, **fields):
    address = f"/admin/blog/post/{post.pk}/change/"
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in values.items() if value or value == 0}
    return client.post(address, data | fields)


def test_a_save_in_the_admin_is_a_revision(admin_client, admin_user):
    post, topic = make_post(), make_topic()
    assert change(admin_client, post, title_ru="Сад", topics=[topic.pk]).status_code == 302
    revision = Revision.objects.of(post).first()
    assert (revision.what, revision.saved_by) == (What.SAVED, admin_user)
    assert revision.fields["title_ru"] == Post.objects.get().title_ru == "Сад"
    assert revision.fields["topics"] == [topic.pk] == [each.pk for each in post.topics.all()]


def test_a_new_post_in_the_admin_is_its_first_revision(admin_client):
    data = {"title_ru": "Дом", "body_ru": "<p>Да</p>"}
    assert admin_client.post("/admin/blog/post/add/", data).status_code == 302
    assert (Post.objects.get().slug_ru, Revision.objects.get().what) == ("dom", What.CREATED)


def test_the_second_of_two_editors_is_told_and_keeps_their_words(admin_client, admin_user):
    post = make_post()
    saving.save(post, {"title_ru": "Сад"}, by=None, based_on=0)
    response = change(admin_client, post, title_ru="Лес", based_on=1)
    assert response.status_code == 200
    html = response.content.decode()
    assert response.context["adminform"].form.has_error("__all__", "conflict")
    assert 'value="Лес"' in html
    assert "<del>Сад</del>" in html and "<ins>Лес</ins>" in html  # both texts, side by side
    assert Post.objects.get().title_ru == "Сад"
    assert drafting.waiting(admin_user, post).fields["title_ru"] == "Лес"
    assert 'name="based_on" value="2"' in html  # whoever saves again has heard
    assert change(admin_client, post, title_ru="Лес", based_on=2).status_code == 302
    assert [each.fields["title_ru"] for each in Revision.objects.of(post)[:2]] == ["Лес", "Сад"]


def test_two_who_save_in_one_second_lose_nothing_either(admin_client, admin_user, monkeypatch):
    post = make_post()
    saving.save(post, {"title_ru": "Сад"}, by=None, based_on=0)
    monkeypatch.setattr("editing.desk.form.history.newer", lambda *args: None)
    assert change(admin_client, post, title_ru="Лес", based_on=1).status_code == 302
    assert Post.objects.get().title_ru == "Сад"
    assert drafting.waiting(admin_user, post).fields["title_ru"] == "Лес"


def test_what_is_deleted_in_the_admin_stays_in_the_history(admin_client):
    post = make_post()
    address = f"/admin/blog/post/{post.pk}/delete/"
    assert admin_client.post(address, {"post": "yes"}).status_code == 302
    assert Revision.objects.get().what == What.DELETED
