"""What the desk says of a translation, and of a text before it comes out."""

import pytest

from blog.models import Post
from editing import history, saving, translating
from editing.translating import Condition
from tests.factories import make_picture, make_post

pytestmark = pytest.mark.django_db

ENGLISH = {"title_en": "House", "slug_en": "house", "body_en": "<p>Yes</p>"}


def translated():
    """From Russian, which has changed since by one edit."""
    post = Post()
    save(post, title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>")
    save(post, **ENGLISH)
    save(post, title_ru="Новый дом")
    return Post.objects.get()


def save(post, **fields):
    saving.save(post, fields, by=None, based_on=history.latest(post))


def page(post):
    return f"/admin/blog/post/{post.pk}/change/"


def sent(post, **more):
    fields = {f"{field}_{code}": getattr(post, f"{field}_{code}") or "" for field in ("title", "slug", "summary", "body") for code in ("ru", "en")}  # fmt: skip
    return fields | {"based_on": history.latest(post)} | more


def condition():
    return translating.standings([Post.objects.get()])[Post.objects.get().pk]["en"].condition


def test_a_translation_that_is_behind_shows_by_how_much_and_what_changed(admin_client, admin_user):
    admin_user.language = "en"
    admin_user.save(update_fields=["language"])
    html = admin_client.get(page(translated())).content.decode()
    assert "Original: Russian. This translation: behind by 1 edit" in html
    assert "<ins>Новый дом</ins>" in html or "<ins>Новый " in html
    assert html.count('name="current_') == 1 and 'name="current_en"' in html


def test_saving_alone_leaves_it_behind_and_the_box_brings_it_up_to_date(admin_client):
    post = translated()
    admin_client.post(page(post), sent(post, title_en="A house"))
    assert condition() == Condition.BEHIND
    post.refresh_from_db()
    assert admin_client.post(page(post), sent(post, current_en="on")).status_code == 302
    assert condition() == Condition.CURRENT
    assert 'name="current_' not in admin_client.get(page(post)).content.decode()


def test_before_a_text_goes_out_its_faults_are_listed_with_links_to_the_spot(admin_client):
    body = '<p>Пишите: vera@example.org <img src="/media/a.png" alt=""></p>'
    post = make_post(body_ru=body, cover=(cover := make_picture()))
    html = admin_client.get(f"/admin/blog/post/{post.pk}/step/schedule/ru/").content.decode()
    for field in ("summary_ru", "body_ru", "topics"):
        assert f'<a href="{page(post)}#id_{field}">' in html
    assert f'<a href="/admin/library/picture/{cover.pk}/change/#id_alt_ru">' in html
    assert "<q" in html and "vera@example.org" in html


@pytest.mark.parametrize(("step", "is_checked"), [("withdraw", False), ("schedule", True)])
def test_only_what_leads_to_readers_is_checked(admin_client, step, is_checked):
    post = make_post()
    html = admin_client.get(f"/admin/blog/post/{post.pk}/step/{step}/ru/").content.decode()
    assert ('id="problems"' in html) == is_checked
