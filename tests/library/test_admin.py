"""The library in the admin: sent by the dozen, looked through, described, and deleted while unused."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import uploads
from library import usage
from library.models import Document, Picture
from tests.factories import make_editor, make_picture, make_post, sign_in_with_second_factor
from tests.library.sending import bomb, files, image, paper, photo, saved, sent

pytestmark = pytest.mark.django_db

PICTURES, DOCUMENTS = "/admin/library/picture/", "/admin/library/document/"


def send(client, *chosen, address=PICTURES, **headers):
    return client.post(f"{address}add/", {"upload": chosen}, follow=True, headers=headers)


def told(response):
    return [str(message) for message in response.context["messages"]]


def test_several_files_come_in_at_once_and_each_bad_one_is_named(admin_client):
    response = send(
        admin_client, photo(), sent(saved(image(colour="tan")), "b.jpg"), sent(b"MZ", "c.jpg")
    )
    assert Picture.objects.count() == 2
    refused, taken = told(response)
    assert refused.startswith("c.jpg: ") and "2" in taken
    assert response.redirect_chain == [(PICTURES, 302)]


def test_a_single_one_is_described_next(admin_client):
    response = send(admin_client, photo())
    picture = Picture.objects.get()
    assert response.redirect_chain == [(f"{PICTURES}{picture.pk}/change/", 302)]
    form = {"alt_ru": "Река", "alt_en": "A river", "credit": "Vera", "focus_x": 20, "focus_y": 70}
    admin_client.post(f"{PICTURES}{picture.pk}/change/", form)
    picture.refresh_from_db()
    assert (picture.alt_en, picture.credit, picture.focus) == ("A river", "Vera", "20-70")


def test_a_point_outside_the_picture_is_refused(admin_client):
    picture = make_picture()
    form = {"alt_ru": "", "alt_en": "", "credit": "", "focus_x": 101, "focus_y": -1}
    response = admin_client.post(f"{PICTURES}{picture.pk}/change/", form)
    assert {"focus_x", "focus_y"} <= response.context["adminform"].form.errors.keys()


@pytest.mark.parametrize("content", [b"", b"MZ", bomb(), b"<svg></svg>"])
def test_what_is_refused_leaves_nothing_and_a_word(admin_client, media, content):
    response = send(admin_client, sent(content, "photo.jpg"))
    assert response.status_code == 200 and told(response)
    assert files(media) == [] and not Picture.objects.exists()


def test_a_hundred_megabytes_are_swallowed_and_told(admin_client, media, monkeypatch):
    """In small: the ceiling lies below the file, and Django's own handlers never see it whole."""
    monkeypatch.setattr(uploads, "LARGEST", 21_000_000)
    response = send(admin_client, sent(bytes(30_000_000), "photo.jpg"))
    assert re.search(r"20\s(MB|МБ)", told(response)[0])
    assert files(media) == []


def test_a_script_gets_the_new_one_as_the_chooser_shows_it(admin_client):
    response = send(admin_client, photo(), **{"X-Piece": "1"})
    picture = Picture.objects.get()
    assert (
        f'data-picture="{picture.pk}" data-address="{picture.file.url}"'
        in response.content.decode()
    )
    refused = send(admin_client, sent(b"MZ", "<b>.jpg"), **{"X-Piece": "1"})
    assert refused.status_code == 400
    assert "&lt;b&gt;.jpg" in refused.content.decode()


def test_a_popup_gives_the_picture_to_the_form_that_opened_it(admin_client):
    response = admin_client.post(f"{PICTURES}add/?_popup=1", {"upload": photo(), "_popup": "1"})
    assert (
        f"{{&quot;value&quot;: &quot;{Picture.objects.get().pk}&quot;" in response.content.decode()
    )


def test_who_may_only_look_can_neither_send_nor_delete(client):
    editor = make_editor(is_superuser=False)
    editor.user_permissions.set(Permission.objects.filter(codename="view_picture"))
    sign_in_with_second_factor(client, editor)
    picture = make_picture()
    assert client.get(f"{PICTURES}choose/").status_code == 200
    assert client.post(f"{PICTURES}add/", {"upload": photo()}).status_code == 403
    assert client.post(f"{PICTURES}{picture.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{DOCUMENTS}choose/").status_code == 403
    assert client.post(f"{PICTURES}choose/").status_code == 405
    assert list(Picture.objects.all()) == [picture]
    assert User.objects.get() == editor


def shown(response):
    return [int(pk) for pk in re.findall(r"picture/(\d+)/change", response.content.decode())]


def test_the_grid_finds_by_words_of_both_languages_and_by_use(admin_client):
    river = make_picture(alt_ru="Река ночью", alt_en="A river by night")
    house = make_picture(alt_en="A house", credit="Vera")
    usage.note(make_post(cover=house))
    for query, expected in {
        "q=ночью": [river], "q=RIVER+night": [river], "q=vera": [house], "q=river+house": [],
        "used=yes": [house], "used=no": [river], "alt=ru": [house], "alt=en": [], "alt=all": [river],
    }.items():  # fmt: skip
        assert shown(admin_client.get(f"{PICTURES}?{query}")) == [each.pk for each in expected], (
            query
        )


def test_the_grid_asks_no_more_for_many(admin_client):
    def count(address):
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(address).status_code == 200
        return len(queries)

    make_picture(), make_picture()
    count(PICTURES)  # the first asks once for what stays in memory
    few = count(PICTURES), count(f"{PICTURES}choose/")
    for _each in range(20):
        make_picture()
    assert (count(PICTURES), count(f"{PICTURES}choose/")) == few
    assert few[0] <= 12


def test_the_chooser_turns_its_pages(admin_client):
    for number in range(31):
        make_picture(alt_ru=f"Дом {number}")
    pages = [admin_client.get(f"{PICTURES}choose/?q=дом&page={page}") for page in (1, 2)]
    found = [page.content.decode().count("data-picture=") for page in pages]
    assert found == [30, 1]
    assert (
        'data-next="2"' in pages[0].content.decode() and 'data-next=""' in pages[1].content.decode()
    )
    assert 'data-alt-ru="Дом 30"' in pages[0].content.decode()


def test_what_is_used_says_where_and_cannot_be_deleted(admin_client):
    picture = make_picture()
    post = make_post(cover=picture, title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>")
    usage.note(post)
    address = f"/admin/blog/post/{post.pk}/change/"
    assert address in admin_client.get(f"{PICTURES}{picture.pk}/change/").content.decode()
    for posted in ({}, {"post": "yes"}):
        response = admin_client.post(f"{PICTURES}{picture.pk}/delete/", posted)
        assert address in response.content.decode()
    action = {"action": "delete_selected", "_selected_action": picture.pk, "post": "yes"}
    assert address in admin_client.post(PICTURES, action).content.decode()
    assert Picture.objects.get() == picture


def test_a_use_that_nobody_noted_protects_as_well(admin_client):
    picture = make_picture()
    make_post(cover=picture)
    admin_client.post(f"{PICTURES}{picture.pk}/delete/", {"post": "yes"})
    assert Picture.objects.get() == picture


def test_what_nothing_uses_is_deleted(admin_client, media, django_capture_on_commit_callbacks):
    send(admin_client, photo())
    picture = Picture.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(f"{PICTURES}{picture.pk}/delete/", {"post": "yes"})
    assert files(media) == [] and not Picture.objects.exists()


def test_a_paper_is_sent_named_and_chosen(admin_client):
    send(admin_client, sent(paper(), "report.pdf"), address=DOCUMENTS)
    document = Document.objects.get()
    admin_client.post(
        f"{DOCUMENTS}{document.pk}/change/", {"title_ru": "Отчёт", "title_en": "Report"}
    )
    assert document.kind in admin_client.get(DOCUMENTS).content.decode()
    piece = admin_client.get(f"{DOCUMENTS}choose/?q=отч").content.decode()
    assert f'data-address="{document.file.url}" data-kind="{document.kind}"' in piece
    assert 'data-title-en="Report"' in piece
