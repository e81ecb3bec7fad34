"""A cover from the library, files in texts, and what is noted of them."""

import pytest
from django.utils.translation import override

from blog.admin import PostForm
from library import showing, taking, usage
from library.models import Document, Picture, Use
from tests.factories import make_picture, make_post
from tests.library.sending import paper, photo, sent

pytestmark = pytest.mark.django_db

WORDS = {"title_ru": "Дом", "body_ru": "<p>Да</p>"}


def form(files=None, **data):
    return PostForm(WORDS | data, files)


def test_a_cover_is_chosen_by_its_number():
    picture = make_picture()
    assert form(cover=picture.pk).save().cover == picture
    assert form(cover="").save().cover is None
    assert "cover" in form(cover="999999").errors


def test_a_file_sent_along_counts_more_than_what_was_chosen():
    post = form({"cover_file": photo()}, cover=make_picture().pk).save()
    assert post.cover == Picture.objects.earliest("-pk")


def test_a_picture_that_came_with_a_faulty_form_stays_chosen():
    sent_again = form({"cover_file": photo()}, body_ru="")
    assert not sent_again.is_valid()
    picture = Picture.objects.get()
    assert f'<option value="{picture.pk}"' in str(sent_again["cover"])
    assert str(sent_again["cover"]).count(" selected") == 1


def test_an_older_cover_is_among_the_recent_ones_to_choose_from():
    old = make_picture(alt_ru="Старая")
    for _each in range(31):
        make_picture()
    assert f'<option value="{old.pk}"' in str(PostForm(instance=make_post(cover=old))["cover"])


def test_the_page_shows_cover_alt_and_credit(client):
    picture = make_picture(alt_ru="Река", credit="Vera", focus_x=20, cut="20-50")
    make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>", cover=picture)
    page = client.get("/ru/blog/dom/").content.decode()
    stem = picture.file.url.removesuffix(".webp")
    assert f"{stem}/16_9-20-50/1440w.avif 1440w" in page
    assert 'alt="Река"' in page and ">Vera</figcaption>" in page
    assert f'content="http://testserver{picture.file.url}"' in page


def test_a_page_names_no_rendition_that_is_not_made(client):
    make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>", cover=make_picture(cut=""))
    page = client.get("/ru/blog/dom/").content.decode()
    assert "<source" not in page and '<picture><img src="/media/library/' in page


def test_saving_notes_what_the_post_shows(admin_client):
    cover, shown = make_picture(), make_picture()
    body = f'<p>Да</p><img src="/media/{shown.file.name}" alt="">'
    admin_client.post("/admin/blog/post/add/", WORDS | {"body_ru": body, "cover": cover.pk})
    assert {use.picture for use in Use.objects.all()} == {cover, shown}
    (place,) = usage.places(shown)
    assert (place.name, place.address.startswith("/admin/blog/post/")) == ("Дом", True)
    address = place.address
    admin_client.post(address, WORDS | {"cover": shown.pk, "based_on": 1})
    assert [use.picture for use in Use.objects.all()] == [shown]


def test_counting_anew_says_the_same_as_noting_and_forgets_what_is_gone():
    pictures = [make_picture() for _each in range(3)]
    document = taking.document(sent(paper(), "report.pdf")).row
    html = f'<img src="/media/{pictures[0].file.name}" alt=""><a href="{document.file.url}">x</a>'
    posts = [
        make_post(title_en="A", slug_en="a", body_en=html * 2, body_ru=html),
        make_post(title_en="B", slug_en="b", body_en=html, cover=pictures[1]),
        make_post(cover=pictures[1]),
    ]
    for post in posts:
        usage.note(post)
    noted = set(Use.objects.values_list("picture", "document", "object_id"))
    assert len(noted) == 6
    Use.objects.all().delete()
    Use.objects.create(picture=pictures[2], content_type=kind(), object_id=posts[0].pk)
    usage.recount()
    usage.recount()
    assert set(Use.objects.values_list("picture", "document", "object_id")) == noted


def kind():
    from django.contrib.contenttypes.models import ContentType

    from blog.models import Post

    return ContentType.objects.get_for_model(Post)


def test_a_link_to_a_file_says_type_and_size():
    document = taking.document(sent(paper(), "report.pdf")).row
    Document.objects.update(size=1_300_000)
    html = f'<p><a href="{document.file.url}">Отчёт</a> и <a href="/media/library/none.pdf">нет</a></p>'
    russian = showing.with_kinds(html, "ru")
    assert ">Отчёт (PDF, 1,2\xa0МБ)</a>" in russian and ">нет</a>" in russian
    assert showing.with_kinds(russian, "ru") == russian
    assert "(PDF, 1.2\xa0MB)" in showing.with_kinds(russian, "en")


def test_a_form_writes_it_into_the_text(django_assert_num_queries):
    document = taking.document(sent(paper(), "report.pdf")).row
    with override("en"):
        post = form(body_ru=f'<p><a href="{document.file.url}">Отчёт</a></p>').save()
    assert "(PDF, " in post.body_ru and "байт)" in post.body_ru
    with django_assert_num_queries(0):
        assert showing.with_kinds("<p>Да</p>", "ru") == "<p>Да</p>"
