"""The page of a text: a column for each language, a panel for what they share."""

import re

import pytest

from blog.models import Post
from editing import saving
from editing.models import Revision
from tests.editing.people import client_of, make_publisher, make_writer
from tests.factories import make_post, make_translated_post

pytestmark = pytest.mark.django_db


def page_of(client, post):
    return client.get(f"/admin/blog/post/{post.pk}/change/")


def test_each_language_has_a_column_in_which_its_fields_say_what_they_are(admin_client):
    html = page_of(admin_client, make_translated_post()).content.decode()
    columns = re.findall(r'<section class="desk-column".*?</section>', html, re.DOTALL)
    assert len(columns) == 2
    for code, column in zip(("ru", "en"), columns, strict=True):
        written = re.findall(r'<(?:input|textarea)[^>]* name="(\w+?)_(\w\w)"[^>]*', column)
        assert {language for _name, language in written} == {code}
        assert [name for name, _code in written][:3] == ["title", "summary", "body"]
        assert column.count(f'lang="{code}"') == len(written) + 1  # the heading, too
        assert "[" + code not in column  # a label says once what a column is


def test_nothing_of_the_page_needs_another_host_or_an_inline_style(admin_client):
    html = page_of(admin_client, make_post()).content.decode()
    assert "style=" not in html and "jquery-ui" not in html
    assert not re.search(r'(src|href)="(https?:)?//', html)


def test_no_field_is_marked_required_since_either_language_will_do(admin_client):
    html = page_of(admin_client, make_post()).content.decode()
    column = re.search(r'<section class="desk-column".*?</section>', html, re.DOTALL)[0]
    assert "required" not in column


def test_a_mistake_is_said_at_its_field(admin_client):
    post = make_post()
    data = {"title_ru": "Дом", "slug_ru": "feed", "body_ru": "<p>Да</p>"}
    response = admin_client.post(f"/admin/blog/post/{post.pk}/change/", data)
    form = response.context["adminform"].form
    assert list(form.errors) == ["slug_ru"]
    assert 'aria-invalid="true"' in str(form["slug_ru"])


def test_a_writer_changes_what_they_began_and_sees_nothing_else():
    anna = make_writer()
    client = client_of(anna)
    others = make_post()
    assert page_of(client, others).headers["Location"] == "/admin/"
    response = client.post(f"/admin/blog/post/{others.pk}/change/", {"title_ru": "Сад"})
    assert response.headers["Location"] == "/admin/"
    assert Post.objects.get().title_ru == others.title_ru
    client.post("/admin/blog/post/add/", {"title_ru": "Дом", "body_ru": "<p>Да</p>"})
    own = Revision.objects.get(saved_by=anna).object
    assert 'name="title_ru"' in page_of(client, own).content.decode()


def test_a_writer_can_not_touch_the_language_that_readers_have():
    anna = make_writer()
    client = client_of(anna)
    client.post("/admin/blog/post/add/", {"title_ru": "Дом", "body_ru": "<p>Да</p>"})
    post = Revision.objects.get(saved_by=anna).object
    at = {"published_at_ru": "2026-01-01T10:00:00Z"}
    saving.save(post, at, by=make_publisher(), based_on=1)
    form = page_of(client, post).context["adminform"].form
    closed = {name for name, field in form.fields.items() if field.disabled}
    assert {"title_ru", "body_ru", "slug_ru", "cover"} <= closed and "title_en" not in closed
    data = {"title_en": "House", "body_en": "<p>Yes</p>", "title_ru": "Сад", "based_on": 2}
    assert client.post(f"/admin/blog/post/{post.pk}/change/", data).status_code == 302
    post.refresh_from_db()
    assert (post.title_en, post.title_ru) == ("House", "Дом")


def test_both_texts_stand_between_why_a_save_is_refused_and_the_form(admin_client):
    post = make_translated_post()
    saving.save(post, {"title_en": "The garden"}, by=make_publisher(), based_on=0)
    data = {"title_en": "The forest", "slug_en": "house", "body_en": "<p>Yes</p>", "based_on": 0}
    html = admin_client.post(f"/admin/blog/post/{post.pk}/change/", data).content.decode()
    found = [
        html.index(each)
        for each in ('class="errorlist nonfield"', 'id="both"', 'class="desk-page"')
    ]
    assert found == sorted(found)
