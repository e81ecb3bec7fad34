import pytest
from PIL import Image

from blog.importing import covers

URL = "https://old.example/wp-content/uploads/2025/05/mill%20one.jpg"


def draw(path, form="JPEG", **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 20), "tan").save(path, form, **options)
    return path


@pytest.mark.parametrize("place", ["mill one.jpg", "05/mill one.jpg", "2025/05/mill one.jpg"])
def test_a_picture_is_found_flat_or_in_its_folders(tmp_path, place):
    drawn = draw(tmp_path / place)
    assert covers.find(tmp_path, URL) == drawn


@pytest.mark.parametrize(
    "url",
    ["https://old.example/../secret.jpg", "..%2fsecret.jpg", "", "/", "http://[", "/a\x00.jpg"],
)
def test_nothing_outside_the_folder_is_found(tmp_path, url):
    draw(tmp_path / "secret.jpg")
    media = tmp_path / "media"
    media.mkdir()
    assert covers.find(media, url) is None


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    media = tmp_path / "media"
    media.mkdir()
    (media / "mill one.jpg").symlink_to(draw(tmp_path / "secret.jpg"))
    assert covers.find(media, URL) is None


def test_a_cover_keeps_nothing_of_its_camera(tmp_path):
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif[0x0112] = 6  # lying on its side
    drawn = draw(tmp_path / "a.jpg", exif=exif, comment=b"CameraMaker")
    assert b"CameraMaker" in drawn.read_bytes()
    cover = covers.prepared(drawn)
    assert b"CameraMaker" not in cover.content.read()
    cover.content.seek(0)
    with Image.open(cover.content) as image:
        assert image.size == (20, 40)


@pytest.mark.parametrize(
    "content", [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_what_is_no_picture_is_refused(tmp_path, content):
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    with pytest.raises(covers.NotAPicture):
        covers.prepared(path)


def test_a_picture_cut_short_is_refused(tmp_path):
    path = draw(tmp_path / "a.png", "PNG")
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(covers.NotAPicture):
        covers.prepared(path)


def test_a_picture_too_large_to_unpack_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(covers.NotAPicture):
        covers.prepared(draw(tmp_path / "a.jpg"))
