"""Redirects as editors see them: a list, a form of two addresses, a list brought in."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from blog import redirect_lists
from blog.models import Post, Redirect
from tests.factories import make_post, make_translated_post, make_user, sign_in

pytestmark = pytest.mark.django_db
LIST, ADD, IMPORT = (f"/admin/blog/redirect/{rest}" for rest in ("", "add/", "list/"))


@pytest.fixture(autouse=True)
def in_english(admin_user):
    admin_user.language = "en"
    admin_user.save(update_fields=["language"])


def text_of(response):
    return response.content.decode()


# The list and the form


def test_the_list_shows_where_each_leads_and_how_often_it_was_followed(admin_client):
    Redirect.objects.create(path="/a", language="en", post=make_translated_post(), hits=41)
    day = datetime.date(2026, 3, 8)
    Redirect.objects.create(path="/b", target="/en/protection/", hits=3, last_hit_on=day)
    page = text_of(admin_client.get(LIST))
    assert page.index("/en/blog/house/") < page.index("/en/protection/")
    assert all(said in page for said in ("41", "March 8, 2026"))


def test_it_is_searched_by_either_address_and_by_titles(admin_client):
    Redirect.objects.create(path="/a-path", language="en", post=make_translated_post())
    Redirect.objects.create(path="/b-path", target="/en/protection/")
    for words, path in [("A-pa", "/a-path"), ("Дом", "/a-path"), ("protect", "/b-path")]:
        page = text_of(admin_client.get(LIST, {"q": words}))
        assert [each for each in ("/a-path", "/b-path") if f">{each}<" in page] == [path]


def test_twenty_rows_cost_no_more_queries_than_two(admin_client, django_assert_max_num_queries):
    for number in range(20):
        Redirect.objects.create(path=f"/{number}", language="ru", post=make_post())
    with django_assert_max_num_queries(10):
        admin_client.get(LIST)


def test_an_address_of_a_post_becomes_the_post(admin_client):
    post = make_translated_post()
    admin_client.post(ADD, {"path": "https://old.example/about/", "new": "/en/blog/house/"})
    row = Redirect.objects.get()
    assert (row.path, row.post, row.language, row.target) == ("/about", post, "en", "")


def test_a_row_is_changed_and_keeps_its_path(admin_client):
    row = Redirect.objects.create(path="/a", language="en", post=make_translated_post())
    Redirect.objects.create(path="/b", target="/a")
    address = f"/admin/blog/redirect/{row.pk}/change/"
    assert "/en/blog/house/" in text_of(admin_client.get(address))
    admin_client.post(address, {"path": "/a", "new": "/en/protection/"})
    assert dict(Redirect.objects.values_list("path", "target")) == dict.fromkeys(
        ("/a", "/b"), "/en/protection/"
    )


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("/a", "https://evil.example/"),
        ("/a", "/a"),
        ("/a", "/nothing"),
        ("/en/protection/", "/en/"),
        ("/known", "/en/"),
        ("", ""),
    ],
)
def test_what_can_be_no_redirect_is_said_beside_its_field(admin_client, path, new):
    Redirect.objects.create(path="/known", target="/ru/")
    response = admin_client.post(ADD, {"path": path, "new": new})
    assert response.status_code == 200
    assert "errorlist" in text_of(response)
    assert Redirect.objects.count() == 1


def test_a_post_saved_under_another_address_is_found_by_its_old_one(admin_client, client):
    post = make_translated_post()
    data = {
        f"{field}_{code}": getattr(post, f"{field}_{code}") or ""
        for field in ("title", "slug", "summary", "body")
        for code in ("ru", "en")
    }
    data |= {"slug_en": "hut", "published_at_en_0": "2026-01-01", "published_at_en_1": "10:00"}
    response = admin_client.post(f"/admin/blog/post/{post.pk}/change/", data)
    assert response.status_code == 302, response.context["errors"]
    assert Post.objects.get().slug_en == "hut"
    assert client.get("/en/blog/house/").url == "/en/blog/hut/"


# A list brought in


def test_a_list_is_shown_first_and_written_then(admin_client):
    make_translated_post()
    data = {"text": "old;new\n/a;/en/blog/house/\n\n/b;/en/protection/;\n"}
    page = text_of(admin_client.post(IMPORT, data))
    assert "2 redirects will be in force" in page
    assert not Redirect.objects.exists()
    assert admin_client.post(IMPORT, data | {"write": "yes"}).url == LIST
    assert list(Redirect.objects.order_by("path").values_list("path", "target")) == [
        ("/a", ""),
        ("/b", "/en/protection/"),
    ]
    assert "All of them are in force already" in text_of(admin_client.post(IMPORT, data))


def test_one_fault_keeps_the_whole_list_out_and_is_said_by_its_line(admin_client):
    text = "/a,/en/\n/b,https://evil.example/\n/c\n/a,/ru/\n/d,/e\n/e,/d\n/en/protection/,/en/"
    page = text_of(admin_client.post(IMPORT, {"text": text, "write": "yes"}))
    lines = [line for line in range(1, 9) if f'<th scope="row">{line}</th>' in page]
    assert lines == [2, 3, 4, 5, 6, 7]
    assert text.splitlines()[1] in page  # to be mended on the spot
    assert not Redirect.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_a_file_of_any_spreadsheet_is_shown_as_text(admin_client, encoding):
    file = SimpleUploadedFile("list.csv", "Старый\tНовый\n/хлеб\t/en/\n".encode(encoding))
    page = text_of(admin_client.post(IMPORT, {"file": file}))
    assert "1 redirect will be in force" in page
    assert "/хлеб\t/en/" in page


def test_what_led_elsewhere_is_named_before_it_is_replaced(admin_client):
    Redirect.objects.create(path="/a", target="/ru/", hits=5)
    data = {"text": "/a,/en/"}
    assert "/a → /ru/" in text_of(admin_client.post(IMPORT, data))
    admin_client.post(IMPORT, data | {"write": "yes"})
    assert list(Redirect.objects.values_list("target", "hits")) == [("/en/", 5)]


@pytest.mark.parametrize("text", ["", "\n\n", "old,new", "/a,/en/\n" * 1_001, '"'])
def test_what_is_no_list_is_said(admin_client, text):
    page = text_of(admin_client.post(IMPORT, {"text": text}))
    assert "errorlist" in page or "errornote" in page


def test_a_file_too_large_is_refused(admin_client):
    file = SimpleUploadedFile("list.csv", b"a" * (redirect_lists.LARGEST + 1))
    assert "too large" in text_of(admin_client.post(IMPORT, {"file": file}))


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_list_is_for_those_who_may_add_redirects(client, method):
    user = make_user(is_staff=True)
    sign_in(client, user, "mfa")
    response = getattr(client, method)(IMPORT, {"text": "/a,/en/", "write": "yes"})
    assert response.status_code in (302, 403)
    assert not Redirect.objects.exists()


def test_other_methods_are_refused(admin_client):
    assert admin_client.put(IMPORT).status_code == 405


def test_a_thousand_lines_are_checked_while_an_editor_waits(admin_client):
    make_translated_post()
    text = "\n".join(f"/2025/05/{number},/en/blog/house/" for number in range(1_000))
    with override("en"):
        plan = redirect_lists.plan(text)
    assert (len(plan.rows), plan.faults) == (1_000, [])
