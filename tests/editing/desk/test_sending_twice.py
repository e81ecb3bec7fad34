"""The form of a new text that is sent again: by two clicks, after a way back, by two tabs."""

import threading

import pytest
from django.db import connection

from blog.models import Post
from editing import drafting, history, saving
from editing.desk.form import DeskForm
from editing.models import Draft, Revision
from tests.editing.people import client_of, make_publisher, make_writer
from tests.factories import make_editor

pytestmark = pytest.mark.django_db

ADD = "/admin/blog/post/add/"
FORM = {"title_en": "House", "body_en": "<p>Yes</p>", "key": "k", "based_on": "0"}


def send(client, **fields):
    return client.post(ADD, {**FORM, "_continue": "yes", **fields})


def test_the_same_form_sent_again_is_one_text(admin_client):
    first, second = send(admin_client), send(admin_client)
    assert first.headers["Location"] == second.headers["Location"]
    assert Revision.objects.of(Post.objects.get()).count() == 1


def test_the_first_of_two_clicks_may_end_while_the_second_is_checked(admin_client, monkeypatch):
    check = DeskForm.validate_unique

    def check_too_late(form):
        monkeypatch.undo()
        send(admin_client)
        check(form)

    monkeypatch.setattr(DeskForm, "validate_unique", check_too_late)
    second = send(admin_client)
    assert second.headers["Location"] == f"/admin/blog/post/{Post.objects.get().pk}/change/"


def test_what_was_written_after_a_way_back_is_the_next_revision(admin_client):
    send(admin_client)
    response = send(admin_client, title_en="The garden")
    post = Post.objects.get()
    assert (post.title_en, post.slug_en) == ("The garden", "the-garden")
    assert response.headers["Location"] == f"/admin/blog/post/{post.pk}/change/"
    assert [each.number for each in Revision.objects.of(post)] == [2, 1]


def test_a_way_back_to_the_page_of_the_new_text_leads_to_the_text(admin_client):
    assert admin_client.get(f"{ADD}?draft=k").status_code == 200
    saved = send(admin_client).headers["Location"]
    assert admin_client.get(f"{ADD}?draft=k").headers["Location"] == saved
    assert admin_client.get(f"{ADD}?draft=another").status_code == 200


def test_every_new_text_has_an_address_of_its_own(admin_client):
    first, second = (admin_client.get(f"{ADD}?_popup=1").headers["Location"] for _n in range(2))
    assert first.startswith(f"{ADD}?_popup=1&draft=") and first != second
    form = admin_client.get(first).context["adminform"].form
    assert form["key"].value() == first.partition("draft=")[2]


def test_what_is_saved_has_its_own_address_from_then_on(admin_client):
    at = f"{ADD}?_changelist_filters=state%3Ddraft&draft=k"
    saved = admin_client.post(at, {**FORM, "_continue": "yes"}).headers["Location"]
    filters = "?_changelist_filters=state%3Ddraft"
    assert saved == f"/admin/blog/post/{Post.objects.get().pk}/change/{filters}"
    address = saved.replace("?", "?draft=mine&")
    for button, place in (("_continue", saved), ("_save", "/admin/blog/post/?state=draft")):
        fields = {**FORM, "based_on": "1", button: "yes"}
        assert admin_client.post(address, fields).headers["Location"] == place


def test_it_is_not_written_over_what_somebody_else_saved(admin_client, admin_user):
    send(admin_client)
    post = Post.objects.get()
    saving.save(post, {"title_en": "The forest"}, by=make_publisher(), based_on=1)
    response = send(admin_client, title_en="The garden")
    assert response.status_code == 200 and "<ins>garden" in response.content.decode()
    assert Post.objects.get().title_en == "The forest"
    assert drafting.waiting(admin_user, post).fields["title_en"] == "The garden"


def test_a_draft_that_comes_late_is_one_of_the_text_there_is(admin_client, admin_user):
    send(admin_client)
    answer = admin_client.post("/admin/blog/post/draft/", FORM | {"title_en": "The garden"})
    draft = Draft.objects.get()
    assert answer.json()["is_kept"] and answer.json()["newer"] == ""
    assert (draft.object, draft.based_on, draft.key) == (Post.objects.get(), 1, "")


def test_of_a_text_that_was_deleted_it_begins_a_new_one(admin_client, admin_user):
    send(admin_client)
    saving.delete(first := Post.objects.get(), by=admin_user)
    assert send(admin_client).status_code == 302
    assert Post.objects.exclude(pk=first.pk).count() == 1


def test_a_key_is_its_writers_own(admin_client):
    send(admin_client)
    boris = make_writer()
    assert send(client_of(boris)).status_code == 302
    assert Post.objects.count() == 2
    assert history.begun_with(boris, Post, "k").saved_by == boris


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_too():
    client, ready, told = client_of(make_editor()), threading.Barrier(3), []

    def work():
        ready.wait()
        told.append(send(client).headers.get("Location"))
        connection.close()

    threads = [threading.Thread(target=work) for _n in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert told == [f"/admin/blog/post/{Post.objects.get().pk}/change/"] * 3
