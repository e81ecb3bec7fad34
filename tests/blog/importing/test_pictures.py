import pytest
from django.core.files.storage import default_storage
from PIL import Image

from blog.importing import pictures
from blog.importing.pictures import Pictures
from library.models import Picture

pytestmark = pytest.mark.django_db
URL = "https://old.example/wp-content/uploads/2025/05/mill%20one.jpg"


def draw(path, form="JPEG", **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 20), "tan").save(path, form, **options)
    return path


@pytest.mark.parametrize("place", ["mill one.jpg", "05/mill one.jpg", "2025/05/mill one.jpg"])
def test_a_picture_is_found_flat_or_in_its_folders(tmp_path, place):
    drawn = draw(tmp_path / place)
    assert pictures.find(tmp_path, URL) == drawn


@pytest.mark.parametrize(
    "url",
    ["https://old.example/../secret.jpg", "..%2fsecret.jpg", "", "/", "http://[", "/a\x00.jpg"],
)
def test_nothing_outside_the_folder_is_found(tmp_path, url):
    draw(tmp_path / "secret.jpg")
    media = tmp_path / "media"
    media.mkdir()
    assert pictures.find(media, url) is None


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    media = tmp_path / "media"
    media.mkdir()
    (media / "mill one.jpg").symlink_to(draw(tmp_path / "secret.jpg"))
    assert pictures.find(media, URL) is None


def test_of_a_smaller_copy_that_is_not_there_the_whole_is_found(tmp_path):
    drawn = draw(tmp_path / "mill.jpg")
    assert pictures.find(tmp_path, "https://old.example/up/mill-300x200.jpg") == drawn
    smaller = draw(tmp_path / "mill-300x200.jpg")
    assert pictures.find(tmp_path, "https://old.example/up/mill-300x200.jpg") == smaller


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "kept"
    return tmp_path / "old"


def kept_files(settings):
    return sorted(path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


def test_a_picture_keeps_nothing_of_its_camera(media):
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif[0x0112] = 6  # lying on its side
    drawn = draw(media / "a.jpg", exif=exif, comment=b"CameraMaker")
    assert b"CameraMaker" in drawn.read_bytes()
    picture = Pictures(media).take("https://old.example/a.jpg")
    assert (picture.width, picture.height) == (20, 40)
    with default_storage.open(picture.file.name) as file:
        content = file.read()
    assert b"CameraMaker" not in content and b"EXIF" not in content.upper()[:200]


def test_the_same_picture_is_kept_once(media, settings):
    draw(media / "a.jpg")
    draw(media / "b" / "c.jpg")
    first, second = (
        Pictures(media).take(f"https://old.example/{name}") for name in ("a.jpg", "b/c.jpg")
    )
    assert first == second == Picture.objects.get()
    assert len(list(settings.MEDIA_ROOT.glob("library/*.*"))) == 1


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_what_is_no_picture_is_said(media, settings, content):
    media.mkdir()
    (media / "a.jpg").write_bytes(content)
    taken = Pictures(media)
    assert taken.take("/a.jpg") is None
    assert "a.jpg" in taken.remarks[0]
    assert kept_files(settings) == []


def test_a_picture_cut_short_is_said(media):
    path = draw(media / "a.png", "PNG")
    path.write_bytes(path.read_bytes()[:-30])
    assert Pictures(media).take("/a.png") is None


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="https://old.example/up/a.jpg" alt="Мельница" onerror="x">',
        "<IMG alt=Мельница src='/up/a.jpg'>",
        '<img src="a.jpg" alt="Мельница">',
        '<img src="data:image/gif;base64,R0" data-src="https://old.example/a.jpg" alt="Мельница">',
    ],
)
def test_a_picture_in_a_text_is_shown_from_here(media, tag):
    draw(media / "a.jpg")
    taken = Pictures(media)
    name = taken.take("/a.jpg").file.name
    shown = f'<img src="/media/{name}" alt="Мельница" width="40" height="20">'
    assert taken.in_body(f"<p>{tag}</p>") == f"<p>{shown}</p>"


def test_a_link_to_a_whole_picture_leads_to_it_here(media):
    draw(media / "a.jpg")
    taken = Pictures(media)
    body = '<a href="https://old.example/up/a.jpg">x</a> <a href="/b.jpg">y</a> <a href="/a">z</a>'
    name = taken.take("/a.jpg").file.name
    assert taken.in_body(body) == body.replace("https://old.example/up/a.jpg", f"/media/{name}")
    assert taken.remarks == []


def test_what_is_not_there_stays_as_it_was_and_is_said_once(media):
    taken = Pictures(media)
    body = '<img src="https://old.example/a.jpg"><img src="https://old.example/a.jpg"><img src="data:x">'
    assert taken.in_body(body) == body
    assert len(taken.remarks) == 1


def test_files_go_again_when_what_needs_them_does_not_come(media, settings):
    draw(media / "a.jpg")
    taken = Pictures(media)
    with pytest.raises(KeyboardInterrupt), taken.kept_if_all_goes_well():
        assert taken.take("/a.jpg")
        raise KeyboardInterrupt
    assert kept_files(settings) == []
    assert not Picture.objects.exists()


def test_a_picture_that_was_there_stays_when_what_shows_it_again_does_not_come(media, settings):
    draw(media / "a.jpg")
    Pictures(media).take("/a.jpg")
    before = kept_files(settings)
    taken = Pictures(media)
    with pytest.raises(KeyboardInterrupt), taken.kept_if_all_goes_well():
        assert taken.take("/a.jpg")
        raise KeyboardInterrupt
    assert kept_files(settings) == before and Picture.objects.exists()


def test_a_dry_run_knows_what_is_there_and_takes_nothing(media, settings):
    draw(media / "a.jpg")
    draw(media / "b.png", "PNG")
    kept = Pictures(media).take("/a.jpg")
    before = kept_files(settings)
    taken = Pictures(media, dry_run=True)
    assert taken.take("/a.jpg") == kept
    imagined = taken.take("/b.png")
    assert (imagined.pk, imagined.width, imagined.height) == (None, 40, 20)
    assert kept_files(settings) == before and Picture.objects.get() == kept
