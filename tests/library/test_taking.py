"""Whatever is sent, once: cleaned, told apart by its content, and never half written."""

import tracemalloc

import pytest
from PIL import Image

from core.images import BadPicture
from library import discarding, taking, usage
from library.models import Document, Picture, Use
from library.papers import BadPaper
from tests.factories import make_picture, make_post
from tests.forum.at_once import at_once
from tests.library import sending
from tests.library.sending import SECRET, bomb, files, image, paper, photo, saved, sent

pytestmark = pytest.mark.django_db


def test_what_the_camera_wrote_is_in_no_file_that_is_kept(media, transactional_db, run_jobs):
    assert SECRET.encode() in photo().read()
    picture = taking.picture(photo(size=(1600, 1200))).row
    run_jobs()
    picture.refresh_from_db()
    assert picture.cut == "50-50"
    kept = files(media)
    assert len(kept) == 1 + 2 * 6  # the original; whole and cut, three widths in two formats
    for path in kept:
        content = path.read_bytes()
        assert SECRET.encode() not in content and b"Exif" not in content, path
        with Image.open(path) as opened:
            assert not opened.getexif() and "comment" not in opened.info


def test_a_small_one_is_there_at_once_for_editors(media):
    picture = taking.picture(photo(size=(100, 80))).row
    assert (media / picture.thumbnail.removeprefix("/media/")).exists()
    assert picture.file.aspect_ratios == {
        "16/9": {},
        None: {},
    }  # a page names no rendition before its time


def test_the_same_file_is_the_same_picture(media):
    first, again = taking.picture(photo()), taking.picture(photo("renamed.jpg"))
    assert (first.is_new, again.is_new) == (True, False)
    assert first.row == again.row
    assert len(list(media.glob("library/*.webp"))) == 1


def test_the_same_pixels_with_other_words_in_them_are_the_same_picture():
    first = taking.picture(sent(saved(image(), "PNG")))
    assert taking.picture(sent(saved(image(), "PNG", exif=sending.exif()))) == (first.row, False)


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_at_once_get_one_picture(media):
    content = photo().read()
    taken = at_once(*[lambda: taking.picture(sent(content))] * 3)
    assert {each.row for each in taken} == {Picture.objects.get()}
    assert [each.is_new for each in taken].count(True) == 1
    assert len(list(media.glob("library/*.webp"))) == 1


def test_what_is_said_already_stays_and_what_is_missing_comes():
    taking.picture(photo(), {"ru": "Река"})
    picture = taking.picture(photo(), {"ru": "Другое", "en": "A river"}).row
    picture.refresh_from_db()
    assert (picture.alt_ru, picture.alt_en) == ("Река", "A river")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\0 this program",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        bomb(),
        saved(image())[:200],
    ],
)
def test_what_is_no_picture_leaves_nothing(media, content):
    with pytest.raises(BadPicture):
        taking.picture(sent(content, "photo.jpg"))
    assert files(media) == [] and not Picture.objects.exists()


def test_a_drawing_is_refused_as_one():
    drawing = b'<?xml version="1.0"?>\n<!-- by hand -->\n<svg onload="x()"></svg>'
    with pytest.raises(BadPicture, match="SVG"):
        taking.picture(sent(drawing, "drawing.svg"))


def test_a_bomb_takes_no_memory(english):
    tracemalloc.start()
    with pytest.raises(BadPicture, match="million pixels"):
        taking.picture(sent(bomb()))
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_nothing_is_left_of_a_picture_whose_row_is_not_written(media, monkeypatch):
    def stop(**_):
        raise RuntimeError

    monkeypatch.setattr(taking.tasks.make_renditions, "defer", stop)
    with pytest.raises(RuntimeError):
        taking.picture(photo())
    assert list(media.glob("library/*.webp")) == [] and not Picture.objects.exists()


def test_a_paper_is_kept_under_its_own_name(media):
    document, is_new = taking.document(sent(paper(2), "Отчёт за год.pdf"))
    assert is_new and document.pages == 2
    assert document.file.name.endswith("/otchyot-za-god.pdf")
    assert document.title_ru == "Отчёт за год"
    assert taking.document(sent(paper(2), "Другое.pdf")) == (document, False)
    assert files(media) == [media / document.file.name]


def test_what_is_no_paper_leaves_nothing(media):
    with pytest.raises(BadPaper):
        taking.document(sent(b"MZ\x90\0", "report.pdf"))
    assert files(media) == [] and not Document.objects.exists()


def test_what_nothing_uses_goes_with_its_files(media, django_capture_on_commit_callbacks):
    rows = [taking.picture(photo()).row, taking.document(sent(paper(), "report.pdf")).row]
    with django_capture_on_commit_callbacks(execute=True):
        discarding.discard(rows)
    assert files(media) == [] and not Picture.objects.exists() and not Document.objects.exists()


def test_what_a_post_uses_stays_whatever_the_table_says():
    picture, cover = make_picture(), make_picture()
    text = f'<img src="/media/{picture.file.name}" alt="">'
    posts = [make_post(title_ru="Дом", slug_ru="dom", body_ru=text), make_post(cover=cover)]
    assert not Use.objects.exists()
    for row, post in zip([picture, cover], posts, strict=True):
        with pytest.raises(discarding.InUse) as refusal:
            discarding.discard([make_picture(), row])
        assert [each.name for each in refusal.value.places] == [str(post)]
    assert usage.places(picture) == []
