"""A post that is out in one language tells nobody of its other one before its hour, or after."""

import datetime
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override

from blog.models import Post
from blog.search_sources import Posts
from search import counting, vocabulary
from search.asking import read
from search.finding import find
from search.results import Wish
from search.sources import all_sources
from tests.factories import make_author, make_editor, make_post, make_topic

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TOMORROW = NOW + datetime.timedelta(days=1)
NOT_OUT = {
    "a draft": {"published_at_en": None},
    "tomorrow's": {"published_at_en": TOMORROW},
    "withdrawn": {"published_at_en": None, "stage_en": "withdrawn"},
}
PAGES = [
    "/{}/", "/{}/blog/", "/{}/blog/dom/", "/{}/blog/feed/", "/{}/blog/topics/byt/",
    "/{}/blog/topics/byt/feed/", "/{}/blog/2025/", "/{}/blog/2025/05/", "/{}/search/",
    "/{}/search/?q=zlatogr", "/{}/search/?q=дом", "/{}/search/feed/?q=дом",
    "/{}/search/suggestions/?q=zla", "/{}/search/suggestions/?q=дом",
    "/sitemap.xml", "/sitemap-posts-0.xml",
]  # fmt: skip


@pytest.fixture(params=NOT_OUT)
def post(request):
    """Out in Russian; what is English of it says “Zlatogor”."""
    english = dict.fromkeys(("title_en", "summary_en", "body_en"), "Zlatogor")
    post = make_post(
        pk=1, title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>", slug_en="zlatogor",
        author=make_author(), source_ru="en", published_at_ru="2025-05-17T12:00:00Z", **english, **NOT_OUT[request.param],
    )  # fmt: skip
    post.topics.add(make_topic(title_ru="Быт", slug_ru="byt"))
    post.refresh_from_db()
    counting.count_all()
    return post


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_says_anything_of_it(client, post, page, language):
    response = client.get(page.format(language))
    assert response.status_code in (200, 404)
    assert "zlatogor" not in response.content.decode().lower()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_its_address_is_nobodys_to_guess(client, post, language):
    assert client.get(f"/{language}/blog/zlatogor/").status_code == 404


def test_it_is_said_not_to_be_translated(client, post):
    assert "Not translated yet" in client.get("/en/blog/dom/").content.decode()
    article = client.get("/ru/blog/dom/").content.decode().partition("<article")[2]
    assert "/en/blog/" not in article.partition("</article>")[0]


def test_editors_find_no_more_of_it_than_others(post):
    for reader in (AnonymousUser(), make_editor()):
        for language in ("ru", "en"):
            with override(language):
                found = find(Wish(read("zlatogor")), reader)
                everything = find(Wish(read("")), reader)
        assert not found.results and not found.total.number
        assert found.doubtful == ("zlatogor",)  # it stands nowhere
        assert [each.value for each in everything.languages] == ["ru"]


def test_its_words_are_not_learned(post):
    texts = " ".join(vocabulary.texts_of(all_sources())).lower()
    assert "дом" in texts and "zlatogor" not in texts
    assert not vocabulary.look_up(["zlatogor"]).words["zlatogor"].documents


def test_it_is_not_exported(post, tmp_path):
    call_command("export_site", str(tmp_path / "out"), stdout=StringIO())
    row = (tmp_path / "out/blog_posts.jsonl").read_text()
    assert "Дом" in row and "zlatogor" not in row.lower()
    assert '"published_at_en":null' in row and '"source_ru":null' in row


def test_the_name_of_a_row_is_one_that_readers_have(post):
    with override("en"):
        assert (str(post), post.get_absolute_url()) == ("Дом", "/en/blog/dom/")
        assert post.languages == ["ru"] and not post.translations_elsewhere[1:]


def test_once_its_hour_has_come_it_is_everywhere(client, post):
    Post.objects.update(published_at_en=NOW)
    for page in (
        "/en/",
        "/en/blog/",
        "/en/blog/zlatogor/",
        "/en/blog/feed/",
        "/sitemap-posts-0.xml",
    ):
        assert "zlatogor" in client.get(page).content.decode().lower(), page
    assert "/en/blog/zlatogor/" in client.get("/ru/blog/dom/").content.decode()
    with override("en"):
        [found] = find(Wish(read("zlatogor")), AnonymousUser()).results
    assert (found.hit.title, found.hit.date) == ("Zlatogor", NOW)


# Each language has its own moment


def two_moments(**fields):
    return make_post(
        title_ru="Дом", slug_ru="dom", body_ru="<p>слово</p>", published_at_ru="2024-02-03T12:00:00Z",
        title_en="House", slug_en="house", body_en="<p>слово</p>",
        published_at_en="2025-05-17T12:00:00Z", author=make_author(), **fields,
    )  # fmt: skip


def test_archives_and_feeds_go_by_the_moment_of_their_language(client):
    two_moments()
    assert "/ru/blog/dom/" in client.get("/ru/blog/2024/02/").content.decode()
    assert "/en/blog/house/" in client.get("/en/blog/2025/05/").content.decode()
    assert "/en/blog/house/" not in client.get("/en/blog/2024/").content.decode()
    assert "2025-05-17T" in client.get("/en/blog/feed/").content.decode()
    assert '"datePublished":"2025-05-17T' in client.get("/en/blog/house/").content.decode()


def test_lists_of_a_language_are_in_the_order_it_came_out_in(client):
    two_moments()
    make_post(
        title_ru="Сад", slug_ru="sad", body_ru="<p>Да</p>", published_at_ru="2024-03-03T12:00:00Z",
        title_en="Garden", slug_en="garden", body_en="<p>Yes</p>", published_at_en="2025-01-01T12:00:00Z",
    )  # fmt: skip
    orders = [
        list(Post.objects.newest_in(code).values_list("slug_ru", flat=True))
        for code in ("ru", "en")
    ]
    assert orders == [["sad", "dom"], ["dom", "sad"]]


@pytest.mark.parametrize("query", ["", "слово"])
def test_the_search_dates_each_version_and_counts_the_post_once(query):
    two_moments()
    with override("ru"):
        found = find(Wish(read(query)), AnonymousUser())
        in_2025 = find(Wish(read(query), period="2025"), AnonymousUser())
        before = find(Wish(read(f"{query} before:2025")), AnonymousUser())
    periods = {each.value: each.count.number for each in found.periods if each.value.isdigit()}
    assert periods == {"2024": 1, "2025": 1} and found.total.number == 1
    assert [each.count.number for each in found.authors] == [1]
    assert [each.found.language for each in in_2025.results] == ["en"]
    assert [each.found.language for each in before.results] == ["ru"]


def test_what_is_scheduled_in_both_is_out_in_neither():
    make_post(published_at=TOMORROW)
    assert not Post.objects.visible_to(AnonymousUser()).exists()
    assert not Posts().texts(AnonymousUser()).exists()
