"""Pictures in texts come as large as the screen needs, in the format the browser knows."""

import re

import pytest

from library import taking, tasks
from library.templatetags.sizes import in_sizes
from tests.factories import make_picture, make_post
from tests.library.sending import photo

pytestmark = pytest.mark.django_db


def image(picture, attributes='alt="Река"'):
    return f'<img src="/media/{picture.file.name}" {attributes} loading="lazy">'


def page_with(client, body):
    make_post(title_ru="Дом", slug_ru="dom", body_ru=body)
    return client.get("/ru/blog/dom/").content.decode()


def test_every_named_file_is_there(client, media):
    picture = taking.picture(photo(size=(800, 1200))).row
    tasks.make_renditions(picture_id=picture.pk)
    page = page_with(client, f"<p>Да</p><figure>{image(picture)}</figure>")
    named = re.findall(r"/media/(\S+) \d+w", page)
    assert len(named) == 4  # two widths in two formats
    assert all((media / name).is_file() for name in named)
    assert re.search(r'<picture><source type="image/avif" .*?<img [^>]*alt="Река"', page)


def test_other_pictures_stay_as_they_are(django_assert_num_queries):
    small, unmade = make_picture(width=300, height=200), make_picture(cut="")
    for text in (image(small), image(unmade), '<img src="/media/library/gone.webp" alt="">'):
        assert in_sizes(text) == text
    with django_assert_num_queries(0):
        assert (
            in_sizes('<img src="/media/forum/a.png" alt="">')
            == '<img src="/media/forum/a.png" alt="">'
        )


def test_one_query_for_all_of_a_text(django_assert_num_queries):
    text = "".join(image(make_picture()) for _each in range(3))
    with django_assert_num_queries(1):
        assert in_sizes(text + text).count("<picture>") == 6


def test_feeds_have_the_picture_itself(client):
    page_with(client, image(make_picture()))
    assert "&lt;picture" not in (feed := client.get("/ru/blog/feed/").content.decode())
    assert "&lt;img" in feed
