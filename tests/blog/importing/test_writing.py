from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from blog.importing import writing
from blog.importing.items import Arrival, LeftOut, Picture
from blog.importing.writing import Outcome, Writer
from blog.models import Author, Post, Redirect, Topic
from tests.factories import make_author, make_post, make_topic
from tests.library.sending import files

pytestmark = pytest.mark.django_db
ARRIVAL = Arrival(
    language="en",
    path="/en/post/bread",
    title="Bread prices",
    summary="In short.",
    body="<p>The mill opened.</p>",
    author="Anna",
    topics=("Bread", "Mills"),
    published_at=datetime(2025, 5, 17, tzinfo=UTC),
    picture=None,
)


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def write(writer=None, **changes):
    return (writer or Writer()).write(replace(ARRIVAL, **changes))


def rows():
    """Everything an import writes, in comparable form."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Post, Topic, Author, Redirect, Post.topics.through)
    ]


def test_a_new_post_comes_with_its_author_topics_and_old_address():
    assert write() == (Outcome.NEW, [])
    post = Post.objects.get()
    assert (post.title_en, post.slug_en, post.summary_en) == (
        "Bread prices",
        "bread-prices",
        "In short.",
    )
    assert (post.title_ru, post.slug_ru, post.body_ru) == (None, None, None)
    assert (post.published_at_en, post.published_at_ru) == (ARRIVAL.published_at, None)
    assert post.author.name_en == "Anna"
    assert set(post.topics.values_list("title_en", "slug_en")) == {
        ("Bread", "bread"),
        ("Mills", "mills"),
    }
    assert post.old_addresses.get().path == "/en/post/bread"


def test_the_same_again_changes_not_one_column():
    write()
    before = rows()
    assert write() == (Outcome.UNCHANGED, [])
    assert rows() == before


def test_what_is_unchanged_costs_few_queries(django_assert_max_num_queries):
    writer = Writer()
    write(writer)
    with django_assert_max_num_queries(6):  # savepoint, turn, address, post, topics, release
        write(writer)


def test_a_newer_text_replaces_what_was_imported_and_keeps_the_address():
    write()
    assert write(title="Bread is cheap", topics=("Bread",))[0] is Outcome.CHANGED
    post = Post.objects.get()
    assert (post.title_en, post.slug_en) == ("Bread is cheap", "bread-prices")
    assert [topic.title_en for topic in post.topics.all()] == ["Bread"]
    assert (
        write(title="Bread is dear")[0] is Outcome.CHANGED
    )  # an import's change is no person's edit


def test_a_newer_text_moves_the_moment_readers_caches_go_by():
    write()
    long_ago = timezone.now() - timedelta(days=3)
    Post.objects.update(created_at=long_ago, updated_at=long_ago)
    write(title="Bread is cheap")
    assert Post.objects.get().updated_at > long_ago


def test_what_a_person_edited_here_is_left_alone_and_it_is_said():
    write()
    post = Post.objects.get()
    Post.objects.update(created_at=timezone.now() - timedelta(hours=1))
    post.refresh_from_db()
    post.title_en = "Bread prices, corrected"
    post.save()
    with pytest.raises(LeftOut, match="edited here"):
        write(title="Bread is cheap")
    assert Post.objects.get().title_en == "Bread prices, corrected"


def test_two_items_of_one_address_do_not_fight():
    writer = Writer()
    write(writer)
    with pytest.raises(LeftOut, match="same address"):
        write(writer, title="Another")
    assert Post.objects.get().title_en == "Bread prices"


@pytest.mark.parametrize("step", [Author, Post, Topic, Redirect])
def test_nothing_is_half_written_wherever_it_stops(monkeypatch, step):
    def stop(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(step, "save", stop)
    with pytest.raises(KeyboardInterrupt):
        write()
    assert rows() == [[], [], [], [], []]


def test_after_a_rollback_topics_are_made_again(monkeypatch):
    writer = Writer()
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "_free_slug", lambda self, arrival: None)  # the constraint forbids it
        with pytest.raises(LeftOut):
            write(writer)
    assert write(writer)[0] is Outcome.NEW
    assert Post.objects.get().topics.count() == 2


def test_a_slug_taken_meanwhile_is_tried_again(monkeypatch):
    calls = []

    def fails_once(self, old, arrival=None):
        calls.append(1)
        if len(calls) == 1:
            raise IntegrityError
        return create(self, old)

    create = Writer._create
    monkeypatch.setattr(Writer, "_create", fails_once)
    assert write()[0] is Outcome.NEW


def test_a_dry_run_writes_nothing_and_says_the_same():
    writer = Writer(dry_run=True)
    assert write(writer)[0] is Outcome.NEW
    assert write(writer, path="/en/post/salt")[0] is Outcome.NEW
    assert rows() == [[], [], [], [], []]


def test_equal_titles_get_addresses_of_their_own_in_all_languages():
    make_post(title_ru="Хлеб", slug_ru="bread-prices", body_ru="<p>Да</p>")
    for number in range(3):
        write(path=f"/en/post/{number}")
    found = Post.objects.exclude(slug_en=None).order_by("pk").values_list("slug_en", flat=True)
    assert list(found) == ["bread-prices-2", "bread-prices-3", "bread-prices-4"]


@pytest.mark.parametrize(
    ("title", "slug"), [("2024", "post-2024"), ("Feed", "post-feed"), ("Topics", "post-topics")]
)
def test_no_address_of_another_page_is_taken(title, slug):
    write(title=title)
    assert Post.objects.get().slug_en == slug


def test_a_title_without_letters_still_gets_an_address():
    write(title="!!!")
    assert Post.objects.get().slug_en


def test_a_topic_known_in_the_other_language_is_the_same_and_gets_its_name_here():
    topic = make_topic(title_en="News", slug_en="news", title_ru=None, slug_ru=None)
    write(language="ru", topics=("news",))
    topic.refresh_from_db()
    assert Post.objects.get().topics.get() == topic
    assert (topic.title_ru, topic.slug_ru, topic.title_en) == ("news", "news", "News")


def test_a_translated_topic_keeps_its_translation():
    topic = make_topic(title_en="News", slug_en="news", title_ru="Новости", slug_ru="novosti")
    write(topics=("NEWS",))
    topic.refresh_from_db()
    assert Post.objects.get().topics.get() == topic
    assert (topic.title_en, topic.title_ru) == ("News", "Новости")


def test_an_author_known_already_is_not_doubled():
    author = make_author(name_ru="Анна", name_en="Anna")
    write()
    write(path="/post/khleb", language="ru", author="анна")
    assert set(Post.objects.values_list("author", flat=True)) == {author.pk}


def test_a_language_corrected_moves_the_text_there():
    write()
    assert write(language="ru")[0] is Outcome.CHANGED
    post = Post.objects.get()
    assert (post.title_ru, post.slug_ru, post.title_en, post.slug_en) == (
        "Bread prices",
        "bread-prices",
        None,
        None,
    )
    assert post.old_addresses.get().language == "ru"
    assert write(language="ru")[0] is Outcome.UNCHANGED


class TestCovers:
    @pytest.fixture
    def media(self, tmp_path, settings):
        settings.MEDIA_ROOT = tmp_path / "kept"
        (tmp_path / "old").mkdir()
        Image.new("RGB", (64, 36), "tan").save(tmp_path / "old" / "mill.jpg")
        return tmp_path / "old"

    picture = Picture("https://old.example/uploads/mill.jpg", "The &quot;old&quot; mill")

    def test_a_picture_found_becomes_the_cover(self, media):
        assert write(Writer(media), picture=self.picture) == (Outcome.NEW, [])
        post = Post.objects.get()
        cover = post.cover
        assert (cover.width, cover.height, cover.alt_en) == (64, 36, 'The "old" mill')
        assert cover.file.storage.exists(cover.file.name)
        assert write(Writer(media), picture=self.picture) == (Outcome.UNCHANGED, [])

    def test_a_picture_missing_is_named(self, media):
        remark = "its picture mill.jpg is not here: --media names the folder"
        assert write(picture=self.picture) == (Outcome.NEW, [remark])
        assert write(Writer(media), picture=self.picture) == (Outcome.CHANGED, [])
        assert Post.objects.get().cover

    def test_a_broken_picture_does_not_keep_its_post_out(self, media):
        (media / "mill.jpg").write_bytes(b"nothing")
        said = "This file isn’t a picture we can show. Please send a JPEG, PNG, WebP, GIF or AVIF file."
        remarks = [f"its picture mill.jpg cannot be taken. {said}"]
        assert write(Writer(media), picture=self.picture) == (Outcome.NEW, remarks)
        assert write(Writer(media), picture=self.picture) == (Outcome.UNCHANGED, remarks)

    def test_no_file_is_left_when_its_post_is_not_written(self, media, settings, monkeypatch):
        def stop(*args, **kwargs):
            raise KeyboardInterrupt

        monkeypatch.setattr(Redirect, "save", stop)
        with pytest.raises(KeyboardInterrupt):
            write(Writer(media), picture=self.picture)
        assert files(settings.MEDIA_ROOT) == []

    def test_a_dry_run_keeps_no_file(self, media, settings):
        write(Writer(media, dry_run=True), picture=self.picture)
        assert not settings.MEDIA_ROOT.exists()


def test_importers_at_once_take_turns(django_assert_num_queries):
    with django_assert_num_queries(1) as captured:
        writing.take_turn()
    assert "pg_advisory_xact_lock" in captured[0]["sql"]
