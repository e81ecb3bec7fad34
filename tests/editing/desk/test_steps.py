"""The buttons that take a language on its way to readers."""

import pytest
from django.utils import timezone

from blog.models import Post
from editing import saving
from editing.models import Appointment, Revision, What
from editing.states import State
from tests.editing.people import client_of, make_publisher, make_writer
from tests.factories import make_post

pytestmark = pytest.mark.django_db


def page(post, step, language="ru"):
    return f"/admin/blog/post/{post.pk}/step/{step}/{language}/"


def take(client, post, step, **data):
    based_on = client.get(page(post, step)).context["form"]["based_on"].value()
    return client.post(page(post, step), {"based_on": based_on, **data})


def state(post):
    return Post.objects.get(pk=post.pk).state_in("ru")


def own_post(client, anna):
    client.post("/admin/blog/post/add/", {"title_ru": "Дом", "body_ru": "<p>Да</p>"})
    return Revision.objects.get(saved_by=anna).object


def test_a_button_saves_what_is_written_and_asks_before_it_publishes(admin_client):
    data = {"title_ru": "Дом", "body_ru": "<p>Да</p>", "_step": "publish-ru"}
    response = admin_client.post("/admin/blog/post/add/", data)
    post = Post.objects.get()
    assert response.headers["Location"] == page(post, "publish") and state(post) == State.DRAFT
    assert take(admin_client, post, "publish").status_code == 302
    assert state(post) == State.PUBLISHED
    data = {"title_ru": "Сад", "body_ru": "<p>Да</p>", "slug_ru": "dom", "based_on": 2}
    response = admin_client.post(
        f"/admin/blog/post/{post.pk}/change/", data | {"_step": "withdraw-ru"}
    )
    assert response.headers["Location"] == page(post, "withdraw")
    assert Post.objects.get().title_ru == "Сад"


def test_a_writer_sends_to_review_with_a_note_and_takes_it_back():
    anna = make_writer()
    client = client_of(anna)
    post = own_post(client, anna)
    take(client, post, "review", note="Готово, посмотри")
    assert (state(post), Revision.objects.of(post).first().note) == (
        State.REVIEW,
        "Готово, посмотри",
    )
    take(client, post, "return")
    assert state(post) == State.DRAFT


@pytest.mark.parametrize("step", ["publish", "schedule", "withdraw"])
def test_who_may_not_publish_has_no_button_for_it_and_no_page(step):
    anna = make_writer()
    client = client_of(anna)
    post = own_post(client, anna)
    assert client.get(page(post, step)).status_code == 403
    assert client.post(page(post, step), {"based_on": 1}).status_code == 403
    html = client.get(f"/admin/blog/post/{post.pk}/change/").content.decode()
    assert 'value="review-ru"' in html and f'value="{step}-ru"' not in html


def test_an_hour_is_chosen_by_the_editors_own_clock(admin_client, admin_user):
    admin_user.time_zone = "Asia/Tbilisi"
    admin_user.save(update_fields=["time_zone"])
    post = make_post(published_at=None)
    take(admin_client, post, "schedule", at="2099-05-01T10:00")
    post.refresh_from_db()
    assert post.published_at_ru.isoformat() == "2099-05-01T06:00:00+00:00"
    assert state(post) == State.SCHEDULED and Appointment.objects.get().language == "ru"
    html = admin_client.get(page(post, "schedule")).content.decode()
    assert 'value="2099-05-01T10:00"' in html and "Тбилиси" in html
    html = admin_client.get(f"/admin/blog/post/{post.pk}/change/").content.decode()
    assert "10:00" in html and "Тбилиси" in html


def test_what_is_out_is_withdrawn(admin_client):
    post = make_post()
    take(admin_client, post, "withdraw")
    assert state(post) == State.WITHDRAWN


def test_nothing_happens_over_a_colleagues_save(admin_client):
    post = make_post(published_at=None)
    saving.save(post, {"title_ru": "Сад"}, by=make_publisher(), based_on=0)
    response = admin_client.post(page(post, "publish"), {"based_on": 1}, follow=True)
    assert state(post) == State.DRAFT
    assert [each.level_tag for each in response.context["messages"]] == ["error"]


def test_a_language_without_words_does_not_come_out(admin_client):
    post = make_post(published_at=None)
    response = admin_client.post(page(post, "publish", "en"), {"based_on": 0}, follow=True)
    assert [each.level_tag for each in response.context["messages"]] == ["error"]
    assert Post.objects.get().published_at_en is None


def test_asking_changes_nothing_and_twice_is_once(admin_client):
    post = make_post(published_at=None)
    admin_client.get(page(post, "publish"))
    assert not Revision.objects.exists()
    take(admin_client, post, "publish")
    moment = Post.objects.get().published_at_ru
    take(admin_client, post, "publish")
    assert Post.objects.get().published_at_ru == moment <= timezone.now()
    assert Revision.objects.of(post).filter(what=What.PUBLISHED).count() == 1


@pytest.mark.parametrize("address", ["step/publish/de/", "step/burn/ru/"])
def test_there_are_no_other_steps_and_languages(admin_client, address):
    assert admin_client.get(f"/admin/blog/post/{make_post().pk}/{address}").status_code == 404
