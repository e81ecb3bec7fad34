"""An older site moves in: its pictures, the links among its posts, every address it had."""

import csv
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from blog.models import Author, Post, Redirect, Topic
from library import usage
from library.models import Document, Picture, Use
from tests.blog.exports import ENGLISH, RUSSIAN, attachment, channel, item, meta, wordpress_post
from tests.library.sending import SECRET, files, paper

pytestmark = pytest.mark.django_db
SEED = Path("shared", "seed", "blog-feed.xml")
SEED = next(
    (folder / SEED for folder in Path(__file__).parents if (folder / SEED).exists()), SEED
)  # beside the project
OLD = "https://www.old.example"


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "kept"
    for name, colour in (("mill.jpg", "tan"), ("river.png", "teal"), ("cover.jpg", "red")):
        (tmp_path / "old").mkdir(exist_ok=True)
        Image.new("RGB", (64, 36), colour).save(tmp_path / "old" / name)
    return tmp_path / "old"


@pytest.fixture
def bring(tmp_path, media):
    def run(content, with_media=True, **options):
        path, out = tmp_path / "export.xml", StringIO()
        path.write_text(content)
        with override("en"):
            folder = media if with_media else None
            call_command("import_posts", str(path), media=folder, stdout=out, **options)
        return out.getvalue()

    return run


def rows():
    models = (Post, Redirect, Author, Topic, Picture, Use)
    return [list(model.objects.order_by("pk").values()) for model in models]


def bilingual(**more):
    """Two posts that show a picture and link to each other, each the other's language."""
    english = (
        '<p>The mill opened again after the flood. <img src="/up/mill.jpg" alt="The mill"></p>'
        f'<p><a href="{OLD}/post/khleb/?utm=x#prices">In Russian</a>, <a href="https://other.example'
        f'/post/khleb">elsewhere</a>, <a href="{OLD}/about">about</a></p>'
    )
    russian = (
        f'<p>Мельница снова открылась. <img src="{OLD}/up/mill.jpg" alt="Мельница"></p>'
        f'<p><a href="/en/post/bread">По-английски</a>, <a href="https://old.example/post/khleb">тут</a></p>'
    )
    texts = {"link": f"{OLD}/en/post/bread", "content:encoded": english}
    others = {"link": f"{OLD}/post/khleb", "content:encoded": russian}
    cover = f'<enclosure url="{OLD}/up/cover.jpg" type="image/jpeg" length="1"/>'
    return channel(item(ENGLISH | texts | more, cover), item(RUSSIAN | others, cover))


def wordpress():
    thumbnail = meta("_thumbnail_id", "9")
    gallery = '<p>See.</p>[gallery link="file" ids="10,11"] <p>The mill opened after the flood.</p>'
    own = "<p>The river came back to the mill, and all was well.</p>[gallery]"
    second = {
        "link": f"{OLD}/?p=8",
        "wp:post_id": "8",
        "title": "The river",
        "content:encoded": own,
    }
    own_picture = attachment(11, f"{OLD}/up/river.png", "River").replace(
        "</item>", "<wp:post_parent>8</wp:post_parent></item>"
    )
    return channel(
        wordpress_post(thumbnail, **{"content:encoded": gallery}),
        wordpress_post(**second),
        attachment(9, f"{OLD}/up/cover.jpg", "A cover"),
        attachment(10, f"{OLD}/up/mill.jpg", "Mill"),
        own_picture,
    )


# Pictures


def test_pictures_of_texts_and_covers_come_along_once_each(bring, client, settings):
    bring(bilingual())
    assert len(list(settings.MEDIA_ROOT.glob("library/*.*"))) == Picture.objects.count() == 2
    bodies = [Post.objects.get(title_en__gt="").body_en, Post.objects.get(title_ru__gt="").body_ru]
    names = {body.split('src="')[1].split('"')[0] for body in bodies}
    assert len(names) == 1
    assert b"".join(client.get(names.pop())).startswith(b"RIFF")
    [cover] = {post.cover for post in Post.objects.all()}
    assert (cover.width, cover.height) == (64, 36)


def test_the_library_knows_what_they_show_and_where(bring):
    bring(bilingual())
    mill = Picture.objects.get(alt_en="The mill")
    assert mill.alt_ru == "Мельница"
    cover = Post.objects.first().cover
    noted = set(Use.objects.values_list("picture", "object_id"))
    posts = Post.objects.values_list("pk", flat=True)
    assert noted == {(picture.pk, post) for picture in (mill, cover) for post in posts}
    usage.recount()
    assert set(Use.objects.values_list("picture", "object_id")) == noted


def test_what_editors_say_of_a_picture_since_stays(bring):
    bring(bilingual())
    Picture.objects.filter(alt_en="The mill").update(alt_en="", alt_ru="Другое")
    before = rows()
    bring(bilingual())
    assert rows() == before


def test_a_missing_picture_is_listed_and_its_post_comes(bring, media):
    (media / "mill.jpg").unlink()
    (media / "cover.jpg").unlink()
    report = bring(bilingual())
    assert report.count("its picture mill.jpg is not here") == 2
    assert report.count("its picture cover.jpg is not here") == 2
    assert Post.objects.count() == 2


def test_a_picture_that_was_missing_comes_the_next_time(bring, media, settings):
    (media / "mill.jpg").rename(media / "away.jpg")
    bring(bilingual())
    (media / "away.jpg").rename(media / "mill.jpg")
    bring(bilingual())
    assert all("<img" in (post.body_en or post.body_ru) for post in Post.objects.all())


def test_without_the_folder_texts_keep_the_pictures_they_have(bring):
    bring(bilingual())
    before = rows()
    bring(bilingual(), with_media=False)
    assert rows() == before


def test_galleries_and_featured_pictures_of_wordpress_come_along(bring):
    bring(wordpress())
    first, second = Post.objects.order_by("pk")
    assert first.cover.alt_en == "A cover"
    assert (first.body_en.count("<img"), second.body_en.count("<img")) == (2, 1)
    assert 'alt="River"' in second.body_en


def test_what_is_left_out_leaves_no_picture(bring, settings):
    bring(channel(item(ENGLISH)))
    Post.objects.update(created_at=timezone.now() - timedelta(hours=1))
    picture = {"content:encoded": '<p>Another text</p><img src="/up/river.png">'}
    assert "edited here" in bring(channel(item(ENGLISH | picture)))
    assert not files(settings.MEDIA_ROOT) and not Picture.objects.exists()


def test_a_dry_run_keeps_no_file(bring, settings):
    bring(bilingual(), dry_run=True)
    assert not settings.MEDIA_ROOT.exists() and not Picture.objects.exists()


# Links


def test_links_to_posts_lead_to_their_new_addresses_in_either_language(bring):
    report = bring(bilingual())
    english, russian = Post.objects.get(title_en__gt=""), Post.objects.get(title_ru__gt="")
    assert f'<a href="{russian.address_in("ru")}#prices">In Russian</a>' in english.body_en
    assert f'<a href="{english.address_in("en")}">По-английски</a>' in russian.body_ru
    assert f'<a href="{russian.address_in("ru")}">тут</a>' in russian.body_ru
    assert "mended in 2 posts." in report


def test_links_elsewhere_and_to_what_did_not_come_lead_where_they_led(bring):
    bring(bilingual())
    body = Post.objects.get(title_en__gt="").body_en
    assert 'href="https://other.example/post/khleb"' in body
    assert f'href="{OLD}/about"' in body


def test_a_post_that_was_edited_here_keeps_its_links(bring):
    bring(
        channel(item(ENGLISH | {"content:encoded": f'<p>A <a href="{OLD}/post/khleb">b</a></p>'}))
    )
    Post.objects.update(created_at=timezone.now() - timedelta(hours=1))
    bring(channel(item(RUSSIAN | {"link": f"{OLD}/post/khleb"})))
    assert f'href="{OLD}/post/khleb"' in Post.objects.get(title_en__gt="").body_en


def test_a_post_of_an_earlier_run_is_mended_when_what_it_links_to_comes(bring):
    bring(
        channel(item(ENGLISH | {"content:encoded": f'<p>A <a href="{OLD}/post/khleb">b</a></p>'}))
    )
    bring(channel(item(RUSSIAN | {"link": f"{OLD}/post/khleb"})))
    address = Post.objects.get(title_ru__gt="").address_in("ru")
    assert f'<a href="{address}">b</a>' in Post.objects.get(title_en__gt="").body_en


def test_a_link_to_a_draft_is_left(bring):
    old = f'<p>A <a href="{OLD}/post/khleb">b</a></p>'
    draft = RUSSIAN | {"link": f"{OLD}/post/khleb", "pubDate": None}
    bring(channel(item(ENGLISH | {"content:encoded": old}), item(draft)))
    assert f'href="{OLD}/post/khleb"' in Post.objects.get(title_en__gt="").body_en


# Twice


@pytest.mark.parametrize("content", [bilingual(), wordpress()])
def test_twice_gives_the_same_rows_and_files(bring, settings, content):
    bring(content)
    before = rows(), files(settings.MEDIA_ROOT)
    report = bring(content)
    assert "mended" not in report
    assert (rows(), files(settings.MEDIA_ROOT)) == before


def test_an_address_an_older_post_had_here_is_not_given_to_a_new_one(bring):
    bring(channel(item(ENGLISH)))
    post = Post.objects.get()
    Redirect.objects.create(path="/en/blog/the-river", post=post, language="en")
    bring(channel(item(ENGLISH | {"title": "The river", "link": f"{OLD}/en/post/river"})))
    assert Post.objects.latest("pk").slug_en == "the-river-2"


# Addresses


@pytest.mark.parametrize("content", [bilingual(), wordpress()])
def test_every_old_address_answers_301_to_a_200(bring, client, tmp_path, content):
    report = bring(content, addresses=tmp_path / "addresses.csv")
    walk(client, tmp_path / "addresses.csv", report, 2)


def walk(client, path, report, count):
    """Each line of the table, as a reader would."""
    with path.open(newline="") as file:
        heading, *pairs = csv.reader(file)
    assert heading == ["old", "new"] and len(pairs) == count
    for old, new in pairs:
        assert any(line.split() == [old, "→", new] for line in report.splitlines())
        response = client.get(old)
        assert (response.status_code, response.url) == (301, new)
        assert client.get(new).status_code == 200


def test_drafts_and_posts_without_an_address_are_not_in_the_table(bring, tmp_path):
    draft, nameless = ENGLISH | {"pubDate": None}, RUSSIAN | {"link": None}
    report = bring(channel(item(draft), item(nameless)), addresses=tmp_path / "a.csv")
    assert "→" not in report
    assert (tmp_path / "a.csv").read_text().split() == ["old,new"]


def test_a_table_that_cannot_be_written_is_a_line(bring, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        bring(bilingual(), addresses=tmp_path / "none" / "a.csv")
    assert Post.objects.count() == 2


@pytest.mark.skipif(not SEED.exists(), reason="the real posts’ feed is not on this machine")
def test_every_old_address_of_the_real_posts_answers_301_to_a_200(client, tmp_path):
    out = StringIO()
    call_command("import_posts", str(SEED), addresses=tmp_path / "a.csv", stdout=out)
    walk(client, tmp_path / "a.csv", out.getvalue(), 3)
    before = json.dumps(rows(), default=str)
    call_command("import_posts", str(SEED), stdout=out)
    assert json.dumps(rows(), default=str) == before


def with_papers():
    links = (
        f'<p>The mill: <a href="{OLD}/up/report.pdf">the year</a>, <a href="/up/REPORT.pdf">again</a>,'
        ' <a href="/up/torn.pdf">torn</a>, <a href="/up/gone.pdf">gone</a>.</p>'
    )
    return channel(item(ENGLISH | {"content:encoded": links}))


@pytest.fixture
def report(media):
    (media / "report.pdf").write_bytes(paper(2))
    (media / "REPORT.pdf").write_bytes(paper(2))
    (media / "torn.pdf").write_bytes(b"%PDF-1.4 torn")


def test_files_that_texts_lead_to_come_along_bare_and_once(bring, report, settings):
    said = bring(with_papers())
    document = Document.objects.get()
    assert (document.pages, document.title_en) == (2, "report")
    body = Post.objects.get().body_en
    link = f'<a href="/media/{document.file.name}">'
    with override("en"):
        kind = document.kind
    assert f"{link}the year ({kind})</a>, {link}again ({kind})</a>" in body
    assert 'href="/up/torn.pdf"' in body and 'href="/up/gone.pdf"' in body
    assert said.count("its file torn.pdf cannot be taken.") == 1 and "gone.pdf" not in said
    [kept] = files(settings.MEDIA_ROOT)
    assert SECRET.encode() not in kept.read_bytes()
    assert Use.objects.get().document == document


def test_such_an_import_again_changes_nothing(bring, report):
    bring(with_papers(), dry_run=True)
    assert not Document.objects.exists() and not Post.objects.exists()
    bring(with_papers())
    before = rows(), list(Document.objects.values())
    assert bring(with_papers()).splitlines()[1].split()[1:] == ["0", "0", "1", "0"]
    assert (rows(), list(Document.objects.values())) == before


def test_no_file_is_left_of_a_post_that_did_not_come(bring, report, settings, monkeypatch):
    monkeypatch.setattr("blog.importing.writing.usage.note", lambda _post: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring(with_papers())
    assert files(settings.MEDIA_ROOT) == [] and not Document.objects.exists()
