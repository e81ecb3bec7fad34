"""Renditions are cut around the point an editor chose, and pages name only those that are there."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from library import discarding, taking, tasks
from library.models import Picture
from library.renditions import piece
from tests.library.sending import files, saved, sent

pytestmark = pytest.mark.django_db

RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.fixture
def tall():
    """Upright, red above and blue below."""
    image = Image.new("RGB", (400, 1200), RED)
    image.paste(BLUE, (0, 600, 400, 1200))
    return taking.picture(sent(saved(image, "PNG"))).row


def colour(media, name):
    with Image.open(media / name) as image:
        assert image.size == (360, 202)
        return image.convert("RGB").getpixel((180, 101))


def move(picture, x, y):
    Picture.objects.filter(pk=picture.pk).update(focus_x=x, focus_y=y)
    tasks.make_renditions(picture_id=picture.pk)
    picture.refresh_from_db()


@pytest.mark.parametrize(("y", "expected"), [(10, RED), (90, BLUE)])
def test_what_is_in_sight_is_what_the_editor_chose(media, tall, y, expected):
    move(tall, 50, y)
    assert tall.cut == f"50-{y}"
    for kind in ("avif", "webp"):
        found = colour(media, f"{tall.file.name.removesuffix('.webp')}/16_9-50-{y}/360w.{kind}")
        assert all(abs(a - b) < 20 for a, b in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("size", "cut", "expected"),
    [
        ((1600, 900), "0-100", (0, 0, 1600, 900)),
        ((3200, 900), "50-50", (800, 0, 2400, 900)),
        ((3200, 900), "40-0", (480, 0, 2080, 900)),
        ((3200, 900), "100-0", (1600, 0, 3200, 900)),
        ((1600, 1800), "0-0", (0, 0, 1600, 900)),
    ],
)
def test_the_point_is_in_the_middle_or_as_near_as_can_be(size, cut, expected):
    assert piece(size, Fraction(16, 9), cut) == pytest.approx(expected)


SIDES, PERCENT = st.integers(1, 1600), st.integers(0, 100)


@given(SIDES, SIDES, PERCENT, PERCENT)
def test_no_piece_sticks_out_of_its_picture(width, height, x, y):
    left, top, right, bottom = piece((width, height), Fraction(16, 9), f"{x}-{y}")
    assert 0 <= left < right <= width and 0 <= top < bottom <= height


def test_a_moved_point_has_another_address_and_the_old_files_go_later(media, tall, jobs):
    tasks.make_renditions(picture_id=tall.pk)
    move(tall, 10, 20)
    assert [job["cut"] for job in jobs] == ["50-50"]
    before = len(files(media))
    tasks.drop_renditions(picture_id=tall.pk, cut="50-50")
    assert len(files(media)) < before
    cut = [path.parent.name for path in files(media) if path.parent.name.startswith("16_9")]
    assert cut and set(cut) == {"16_9-10-20"}


def test_who_moves_it_back_keeps_the_files(media, tall, jobs):
    tasks.make_renditions(picture_id=tall.pk)
    move(tall, 10, 20)
    move(tall, 50, 50)
    before = files(media)
    tasks.drop_renditions(picture_id=tall.pk, cut="50-50")
    assert files(media) == before


def test_making_them_twice_or_of_none_is_no_harm(tall, jobs):
    tasks.make_renditions(picture_id=tall.pk)
    tasks.make_renditions(picture_id=tall.pk)
    tasks.make_renditions(picture_id=0)
    assert jobs == []


def test_whole_ones_keep_the_shape_and_outlive_a_moved_point(media, tall, jobs):
    tasks.make_renditions(picture_id=tall.pk)
    move(tall, 10, 20)
    tasks.drop_renditions(picture_id=tall.pk, cut="50-50")
    for kind in ("avif", "webp"):
        with Image.open(media / f"{tall.file.name.removesuffix('.webp')}/360w.{kind}") as image:
            assert image.size == (360, 1080)


def test_nothing_of_a_discarded_picture_is_left(media, tall, django_capture_on_commit_callbacks):
    tasks.make_renditions(picture_id=tall.pk)
    with django_capture_on_commit_callbacks(execute=True):
        discarding.discard([tall])
    assert files(media) == []


def test_what_a_job_did_not_make_is_caught_up_with(tall, run_jobs):
    run_jobs()
    Picture.objects.update(cut="", focus_x=5)
    run_jobs()
    assert Picture.objects.get().cut == ""
    tasks.catch_up(timestamp=0)
    tasks.catch_up(timestamp=0)
    run_jobs()
    assert Picture.objects.get().cut == "5-50"
    assert not Picture.objects.behind()


@pytest.fixture
def jobs(monkeypatch):
    deferred = []

    class Later:
        def defer(self, **arguments):
            deferred.append(arguments)

    monkeypatch.setattr(tasks.drop_renditions, "configure", lambda **_: Later())
    return deferred
