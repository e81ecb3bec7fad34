"""What is written is kept while it is written, and nothing of it goes unasked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from blog.models import Post
from editing import drafting, history, presence, saving
from editing.desk.form import HIDDEN
from editing.models import Draft
from library.models import Picture
from tests.editing.people import client_of, make_publisher, make_writer
from tests.factories import make_author, make_picture, make_post, make_topic
from tests.forum.factories import make_section
from tests.library.sending import photo

pytestmark = pytest.mark.django_db


def endpoint(post=None):
    return f"/admin/blog/post/{post.pk}/draft/" if post else "/admin/blog/post/draft/"


def keep(client, post=None, **fields):
    return client.post(endpoint(post), {"based_on": "0", **fields})


def test_what_is_sent_is_kept_and_the_text_stays_as_it_is(admin_client, admin_user):
    post, topic = make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>"), make_topic()
    answer = keep(admin_client, post, title_ru="Сад", body_ru="<p>Нет", topics=[topic.pk])
    draft = drafting.waiting(admin_user, post)
    assert answer.json()["status"] and answer.json()["draft"] == drafting.mark(draft)
    assert (draft.fields["title_ru"], draft.fields["topics"]) == ("Сад", [topic.pk])
    post.refresh_from_db()
    assert post.title_ru == "Дом"


def test_what_is_not_valid_yet_is_kept_as_it_was_written(admin_client, admin_user):
    post = make_post()
    keep(admin_client, post, slug_ru="не адрес", title_ru="Щ" * 400)
    fields = drafting.waiting(admin_user, post).fields
    assert (fields["slug_ru"], fields["title_ru"]) == ("не адрес", "Щ" * 400)


def form_at(client, address):
    return client.get(address).context["adminform"].form


def test_every_field_of_the_form_is_kept_and_comes_back(admin_client, admin_user):
    section, author, topic = make_section(), make_author(), make_topic()
    chosen = {"discussion_section": str(section.pk), "discussion_is_off": "on"}
    chosen |= {"cover": make_picture().pk, "author": author.pk, "topics": [topic.pk]}
    keep(admin_client, key="k", title_ru="Дом", discussion_is_closed="on\0", **chosen)
    form = form_at(admin_client, "/admin/blog/post/add/?draft=k")
    assert {*drafting.waiting(admin_user, Post(), "k").fields} == {*form.fields} - {*HIDDEN}
    assert {name: form[name].value() for name in chosen} == chosen | {"discussion_is_off": True}
    assert form["discussion_is_closed"].value() is True


def test_that_a_translation_is_up_to_date_is_kept_too(admin_client):
    post = Post()
    for code, title in (("ru", "Дом"), ("en", "House")):
        words = {f"title_{code}": title, f"slug_{code}": code, f"body_{code}": "<p>Да</p>"}
        saving.save(post, words, by=None, based_on=history.latest(post))
    saving.save(post, {"title_ru": "Сад"}, by=None, based_on=history.latest(post))
    keep(admin_client, post, title_ru="Сад", current_en="on")
    form = form_at(admin_client, f"/admin/blog/post/{post.pk}/change/?draft=mine")
    assert form["current_en"].value() is True


def test_what_was_refused_keeps_the_choices_beside_the_words(admin_client, admin_user):
    post, section = make_post(), make_section()
    saving.save(post, {"title_ru": "Лес"}, by=make_publisher(), based_on=0)
    data = {"title_ru": "Сад", "body_ru": "<p>Да</p>", "based_on": "1"}
    data["discussion_section"] = section.pk
    assert admin_client.post(f"/admin/blog/post/{post.pk}/change/", data).status_code == 200
    kept = drafting.waiting(admin_user, post).fields
    assert (kept["title_ru"], kept["discussion_section"]) == ("Сад", str(section.pk))


def test_a_file_sent_with_the_draft_button_is_taken_and_a_wrong_one_is_said(admin_client):
    data = {"title_ru": "Дом", "key": "k", "_draft": "yes", "cover_file": photo()}
    admin_client.post("/admin/blog/post/add/", data)
    form = form_at(admin_client, "/admin/blog/post/add/?draft=k")
    assert form["cover"].value() == Picture.objects.get().pk
    wrong = SimpleUploadedFile("a.jpg", b"MZ", "image/jpeg")
    data = {"title_ru": "Лес", "key": "other", "_draft": "yes", "cover_file": wrong}
    page = admin_client.post("/admin/blog/post/add/", data, follow=True)
    assert 'class="error"' in page.content.decode()
    assert page.context["adminform"].form["title_ru"].value() == "Лес"


def test_a_draft_of_a_new_text_waits_under_its_key_until_it_is_saved(admin_client, admin_user):
    new = admin_client.get("/admin/blog/post/add/", follow=True)
    key = new.context["adminform"].form["key"].value()
    keep(admin_client, key=key, title_ru="Дом")
    keep(admin_client, key="another", title_ru="Лес")
    html = admin_client.get("/admin/blog/post/add/", follow=True).content.decode()
    assert f'<a href="?draft={key}">Дом</a>' in html and ">Лес</a>" in html
    form = admin_client.get(f"/admin/blog/post/add/?draft={key}").context["adminform"].form
    assert (form["title_ru"].value(), form["key"].value()) == ("Дом", key)
    data = {"title_ru": "Дом", "body_ru": "<p>Да</p>", "key": key}
    assert admin_client.post("/admin/blog/post/add/", data).status_code == 302
    assert [each.key for each in Draft.objects.all()] == ["another"]


def test_whoever_opens_the_text_is_told_and_goes_on_with_the_draft(admin_client, admin_user):
    post = make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>")
    keep(admin_client, post, title_ru="Сад", body_ru="<p>Да</p>")
    page = admin_client.get(f"/admin/blog/post/{post.pk}/change/")
    html = page.content.decode()
    assert 'href="?draft=mine"' in html and "<ins>Сад</ins>" in html and 'value="Дом"' in html
    form = admin_client.get(f"/admin/blog/post/{post.pk}/change/?draft=mine").context["adminform"]
    assert form.form["title_ru"].value() == "Сад"
    assert form.form["draft"].value() == drafting.mark(drafting.waiting(admin_user, post))


def test_a_draft_goes_when_asked_and_when_saved(admin_client, admin_user):
    post = make_post()
    keep(admin_client, post, title_ru="Сад")
    assert admin_client.post(endpoint(post), {"discard": "yes"}).status_code == 302
    assert drafting.waiting(admin_user, post) is None
    mark = keep(admin_client, post, title_ru="Сад").json()["draft"]
    data = {"title_ru": "Сад", "slug_ru": "sad", "body_ru": "<p>Да</p>", "draft": mark}
    assert admin_client.post(f"/admin/blog/post/{post.pk}/change/", data).status_code == 302
    assert drafting.waiting(admin_user, post) is None


def test_a_page_that_knows_nothing_of_a_draft_does_not_overwrite_it(admin_client, admin_user):
    post = make_post()
    mark = keep(admin_client, post, title_ru="Сад").json()["draft"]
    assert not keep(admin_client, post, title_ru="Лес").json()["is_kept"]
    assert drafting.waiting(admin_user, post).fields["title_ru"] == "Сад"
    assert keep(admin_client, post, title_ru="Лес", draft=mark).json()["is_kept"]
    assert drafting.waiting(admin_user, post).fields["title_ru"] == "Лес"


def test_a_save_leaves_a_draft_that_it_does_not_contain(admin_client, admin_user):
    post = make_post()
    keep(admin_client, post, title_ru="Сад")
    data = {"title_ru": "Лес", "slug_ru": "les", "body_ru": "<p>Да</p>"}
    assert admin_client.post(f"/admin/blog/post/{post.pk}/change/", data).status_code == 302
    assert Post.objects.get().title_ru == "Лес"
    assert drafting.waiting(admin_user, post).fields["title_ru"] == "Сад"


def test_without_scripts_a_button_keeps_the_draft(admin_client, admin_user):
    post = make_post()
    page = f"/admin/blog/post/{post.pk}/change/"
    response = admin_client.post(page, {"title_ru": "Сад", "_draft": "yes"})
    assert response.headers["Location"] == f"{page}?draft=mine"
    assert drafting.waiting(admin_user, post).fields["title_ru"] == "Сад"
    response = admin_client.post(page, {"title_ru": "Лес", "_draft": "yes"})  # knows of no draft
    assert response.status_code == 200 and response.context["adminform"].form.errors["__all__"]
    assert 'value="Лес"' in response.content.decode()
    new = admin_client.post("/admin/blog/post/add/", {"title_ru": "Дом", "key": "k", "_draft": "y"})
    assert new.headers["Location"] == "/admin/blog/post/add/?draft=k"


def test_the_second_editor_is_told_of_the_first(admin_client, admin_user):
    post = make_post()
    presence.come(vera := make_publisher(), post)
    told = admin_client.post(endpoint(post), {"unchanged": "yes"}).json()
    assert vera.name in told["others"] and told["status"] == ""
    assert [each.person for each in presence.others(vera, post)] == [admin_user]
    assert drafting.waiting(admin_user, post) is None
    assert vera.name in admin_client.get(f"/admin/blog/post/{post.pk}/change/").content.decode()


def test_whoever_writes_hears_when_somebody_else_saved(admin_client):
    post = make_post()
    saving.save(post, {"title_ru": "Лес"}, by=(vera := make_publisher()), based_on=0)
    told = keep(admin_client, post, based_on="1", title_ru="Сад").json()
    assert vera.name in told["newer"] and told["status"]
    assert (
        keep(admin_client, post, based_on="2", title_ru="Сад", draft=told["draft"]).json()["newer"]
        == ""
    )


def test_a_page_that_was_signed_out_gets_a_new_token(admin_client):
    assert len(admin_client.get(endpoint()).json()["token"]) == 64
    assert admin_client.put(endpoint()).status_code == 405


def test_nobody_keeps_a_draft_of_what_they_may_not_write(client):
    post = make_post()
    stranger = client_of(make_writer())
    assert keep(stranger, post, title_ru="Сад").status_code == 404
    assert keep(client, post, title_ru="Сад").status_code == 302
    assert not Draft.objects.exists()


@pytest.mark.parametrize("given", ["", "x", "-1", "9" * 40, "²"])
def test_any_number_that_a_page_is_based_on_is_taken(admin_client, given):
    assert keep(admin_client, make_post(), based_on=given, title_ru="\0Сад").status_code == 200


def test_keeping_a_draft_costs_few_queries(admin_client, django_assert_max_num_queries):
    post = make_post()
    mark = keep(admin_client, post, title_ru="Сад").json()["draft"]
    with django_assert_max_num_queries(22):
        keep(admin_client, post, title_ru="Лес", draft=mark)
