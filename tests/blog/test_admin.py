import pytest
from allauth.mfa.totp.internal import auth as totp

from blog.admin import PostForm
from blog.models import Post
from editing import drafting, saving
from editing.models import Appointment, Revision, What
from editing.states import State
from tests.editing.people import make_writer
from tests.factories import make_post, make_topic, sign_in_with_second_factor

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
    for moment in [name for name in data if name.startswith("published_at")]:
        data |= dict(
            zip((f"{moment}_0", f"{moment}_1"), str(data.pop(moment))[:19].split(), strict=True)
        )
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
    assert "Пока вы писали, этот текст изменили" in html and 'value="Лес"' in html
    assert Post.objects.get().title_ru == "Сад"
    assert drafting.waiting(admin_user, post).fields["title_ru"] == "Лес"
    assert 'name="based_on" value="2"' in html  # whoever saves again has heard
    assert change(admin_client, post, title_ru="Лес", based_on=2).status_code == 302
    assert [each.fields["title_ru"] for each in Revision.objects.of(post)[:2]] == ["Лес", "Сад"]


def test_two_who_save_in_one_second_lose_nothing_either(admin_client, admin_user, monkeypatch):
    post = make_post()
    saving.save(post, {"title_ru": "Сад"}, by=None, based_on=0)
    monkeypatch.setattr("blog.admin.history.newer", lambda *args: None)
    assert change(admin_client, post, title_ru="Лес", based_on=1).status_code == 302
    assert Post.objects.get().title_ru == "Сад"
    assert drafting.waiting(admin_user, post).fields["title_ru"] == "Лес"


def test_who_may_not_publish_is_refused(client):
    anna = make_writer()
    totp.TOTP.activate(anna, totp.generate_totp_secret())
    sign_in_with_second_factor(client, anna)
    data = {"title_ru": "Дом", "body_ru": "<p>Да</p>"}
    moment = {"published_at_ru_0": "2026-01-01", "published_at_ru_1": "10:00:00"}
    assert client.post("/admin/blog/post/add/", data | moment).status_code == 403
    assert client.post("/admin/blog/post/add/", data).status_code == 302


def test_what_is_deleted_in_the_admin_stays_in_the_history(admin_client):
    post = make_post()
    address = f"/admin/blog/post/{post.pk}/delete/"
    assert admin_client.post(address, {"post": "yes"}).status_code == 302
    assert Revision.objects.get().what == What.DELETED


def test_hours_are_said_and_shown_by_the_editors_own_clock(admin_client, admin_user):
    admin_user.time_zone = "Asia/Tbilisi"
    admin_user.save(update_fields=["time_zone"])
    post = make_post(published_at=None)
    moment = {"published_at_ru_0": "2099-05-01", "published_at_ru_1": "10:00:00"}
    assert change(admin_client, post, **moment).status_code == 302
    post.refresh_from_db()
    assert post.published_at_ru.isoformat() == "2099-05-01T06:00:00+00:00"
    html = admin_client.get(f"/admin/blog/post/{post.pk}/change/").content.decode()
    assert 'value="10:00:00"' in html and "Тбилиси" in html
    assert post.state_in("ru") == State.SCHEDULED and Appointment.objects.get().language == "ru"
