"""Pictures of members: what the camera wrote is gone, and they live as long as the post that shows them."""

import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from forum import picturing, posting
from forum.models import Picture
from forum.writing import Writing
from tests.factories import make_user
from tests.forum.factories import make_section, make_topic

pytestmark = pytest.mark.django_db

PLACE = "52 deg 14' 0.00\" N"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def member(client):
    user = make_user()
    client.force_login(user)
    return user


def photo():
    """A JPEG that tells where it was taken."""
    image, file = Image.new("RGB", (60, 40), "teal"), BytesIO()
    exif = Image.Exif()
    exif[0x010E] = PLACE
    image.save(file, "JPEG", exif=exif, comment=PLACE)
    return SimpleUploadedFile("photo.jpg", file.getvalue(), "image/jpeg")


def files(media):
    return [path for path in media.rglob("*") if path.is_file()]


def reply_address(topic):
    return f"{topic.get_absolute_url()}reply/"


def test_what_the_camera_wrote_is_gone(media):
    assert PLACE.encode() in photo().read()
    picturing.upload(make_user(), photo())
    (file,) = files(media)
    assert PLACE.encode() not in file.read_bytes()
    with Image.open(file) as image:
        assert image.size == (60, 40)


def test_a_picture_is_added_to_the_text_without_scripts(client, member):
    topic = make_topic()
    page = client.post(reply_address(topic), {"text": "Вот", "deed": "picture", "picture": photo()})
    text = page.context["form"]["text"].value()
    assert text.startswith("Вот\n\n![](/media/forum/")
    client.post(reply_address(topic), {"text": text})
    html = client.get(topic.get_absolute_url()).content.decode()
    assert f'<img src="{Picture.objects.get().file.url}"' in html


def test_a_picture_that_was_chosen_goes_along_when_one_publishes_at_once(client, member):
    topic = make_topic()
    client.post(reply_address(topic), {"text": "Вот", "picture": photo()})
    assert Picture.objects.get().post == topic.posts.get(number=1)


def test_a_script_gets_what_to_write(client, member):
    fields = {"text": "", "deed": "picture", "picture": photo()}
    answer = client.post(reply_address(make_topic()), fields, headers={"X-Piece": "1"})
    assert answer.json()["markdown"].startswith("![](/media/forum/")


def test_what_is_no_picture_is_refused_in_words_and_keeps_the_text(client, member, media):
    file = SimpleUploadedFile("photo.jpg", b"<svg onload='x'/>", "image/jpeg")
    fields = {"text": "Час работы", "deed": "picture", "picture": file}
    page = client.post(reply_address(make_topic()), fields)
    assert page.context["picture_error"] and "Час работы" in page.content.decode()
    assert files(media) == []


def test_a_picture_belongs_to_its_post_and_no_longer_to_a_member():
    author, topic = make_user(), make_topic(make_section(allows_anonymous=True))
    picture = picturing.upload(author, photo())
    post = posting.reply(topic, author, Writing(f"![]({picture.file.url})", is_anonymous=True))
    picture.refresh_from_db()
    assert (picture.post, picture.user) == (post, None)


def test_a_picture_goes_with_its_post(media, django_capture_on_commit_callbacks):
    author = make_user()
    picture = picturing.upload(author, photo())
    post = posting.reply(make_topic(), author, Writing(f"![]({picture.file.url})"))
    with django_capture_on_commit_callbacks(execute=True):
        posting.delete(post, author)
    assert files(media) == [] and not Picture.objects.exists()


def test_what_was_never_shown_is_tidied_away(media, django_capture_on_commit_callbacks):
    picture = picturing.upload(make_user(), photo())
    Picture.objects.update(uploaded_at=timezone.now() - datetime.timedelta(days=2))
    with django_capture_on_commit_callbacks(execute=True):
        picturing.tidy()
    assert files(media) == [] and not Picture.objects.filter(pk=picture.pk).exists()


def test_there_is_an_end_to_a_days_pictures(client, member, monkeypatch):
    monkeypatch.setattr(picturing, "MOST_A_DAY", 1)
    fields = {"text": "", "deed": "picture"}
    address = reply_address(make_topic())
    client.post(address, fields | {"picture": photo()})
    assert client.post(address, fields | {"picture": photo()}).context["picture_error"]
    assert Picture.objects.count() == 1
