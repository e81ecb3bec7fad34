"""The pages of a text's history."""

import re

import pytest

from blog.models import Post
from editing import saving
from editing.models import Revision, What
from tests.editing.people import client_of, make_publisher, make_writer
from tests.factories import make_translated_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    """Three revisions: as it was, another Russian title, another English text."""
    post, vera = make_translated_post(), make_publisher()
    saving.save(post, {"title_ru": "Сад"}, by=vera, based_on=0, note="Так короче")
    saving.save(post, {"body_en": "<p>Not at all</p>"}, by=vera, based_on=2)
    return post


def page(post, rest=""):
    return f"/admin/blog/post/{post.pk}/history/{rest}"


def test_every_save_is_told_with_who_when_and_what(admin_client, admin_user, post):
    admin_user.time_zone = "Asia/Tbilisi"
    admin_user.save(update_fields=["time_zone"])
    html = admin_client.get(page(post)).content.decode()
    rows = re.findall(r"<tr>(.*?)</tr>", html.partition("<tbody>")[2], re.DOTALL)
    assert len(rows) == 3
    last, named, first = rows
    assert "English" in last and "Русский" not in last
    assert "Так короче" in named and str(Revision.objects.get(number=2).saved_by) in named
    assert str(What.BEFORE.label) in first
    assert "Тбилиси" in html and "+04:00" in last


def test_any_two_revisions_are_compared_language_by_language(admin_client, post):
    html = admin_client.get(page(post, "?from=3&to=1")).content.decode()
    assert "<del>Дом</del>" in html and "<ins>Сад</ins>" in html
    assert "<del>Yes</del>" in html and "<ins>Not at all</ins>" in html
    html = admin_client.get(page(post, "?from=2&to=3")).content.decode()
    assert "Сад</ins>" not in html and "<ins>Not at all</ins>" in html
    assert admin_client.get(page(post, "?from=1&to=9")).status_code == 404
    assert admin_client.get(page(post, "?from=x&to=²")).status_code == 200


def test_a_revision_is_restored_once_it_was_looked_at(admin_client, admin_user, post):
    html = admin_client.get(page(post, "1/restore/")).content.decode()
    assert "<ins>Дом</ins>" in html and Post.objects.get().title_ru == "Сад"
    data = {"based_on": 3, "languages": ["ru", "en"], "note": "Было лучше"}
    assert admin_client.post(page(post, "1/restore/"), data).status_code == 302
    post.refresh_from_db()
    assert (post.title_ru, post.body_en) == ("Дом", "<p>Yes</p>")
    last = Revision.objects.of(post).first()
    assert (last.what, last.saved_by, last.note) == (What.RESTORED, admin_user, "Было лучше")


def test_one_language_comes_back_and_the_other_stays(admin_client, post):
    data = {"based_on": 3, "languages": ["ru"]}
    admin_client.post(page(post, "1/restore/"), data)
    post.refresh_from_db()
    assert (post.title_ru, post.body_en) == ("Дом", "<p>Not at all</p>")


def test_nothing_is_restored_over_a_colleagues_save(admin_client, post):
    data = {"based_on": 2, "languages": ["ru", "en"]}
    response = admin_client.post(page(post, "1/restore/"), data, follow=True)
    assert [each.level_tag for each in response.context["messages"]] == ["error"]
    assert Post.objects.get().title_ru == "Сад"


def test_nobody_sees_the_history_of_a_text_that_is_not_for_them(post):
    client = client_of(make_writer())
    assert client.get(page(post)).status_code == 404
    assert client.get(page(post, "1/restore/")).status_code == 404
    assert client.post(page(post, "1/restore/"), {"based_on": 3}).status_code == 404
    assert Revision.objects.of(post).count() == 3


def test_a_long_history_costs_as_much_as_a_short_one(
    admin_client, post, django_assert_max_num_queries
):
    for number in range(3, 20):
        saving.save(post, {"title_ru": f"Сад {number}"}, by=None, based_on=number)
    with django_assert_max_num_queries(14):
        admin_client.get(page(post))
