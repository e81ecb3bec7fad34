from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from blog.models import Redirect
from tests.factories import make_author, make_post, make_topic, make_translated_post

pytestmark = pytest.mark.django_db
WARSAW = ZoneInfo("Europe/Warsaw")


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def test_a_list_shows_only_what_is_published_in_its_language(client):
    make_post(title_ru="Готово", slug_ru="gotovo", body_ru="<p>Да</p>")
    make_post(title_ru="Черновик", slug_ru="chernovik", body_ru="<p>Ещё нет</p>", published_at=None)
    tomorrow = timezone.now() + timedelta(days=1)
    make_post(title_ru="Завтра", slug_ru="zavtra", body_ru="<p>Ждём</p>", published_at=tomorrow)
    html = page(client, "/ru/blog/")
    assert "Готово" in html
    assert "Черновик" not in html
    assert "Завтра" not in html
    page(client, "/ru/blog/chernovik/", 404)
    page(client, "/ru/blog/zavtra/", 404)


def test_a_list_offers_what_exists_only_in_the_other_language(client):
    make_post(title_en="Only English", slug_en="only-english", body_en="<p>Yes</p>")
    html = page(client, "/ru/blog/")
    assert '<a href="/en/blog/only-english/" lang="en" hreflang="en">Only English</a>' in html


def test_a_title_without_a_text_is_not_a_translation(client):
    make_post(
        title_ru="Текст", slug_ru="tekst", body_ru="<p>Да</p>", title_en="Text", slug_en="text"
    )
    assert "Not translated yet" in page(client, "/en/blog/tekst/")
    assert client.get("/en/blog/text/").status_code == 404


def test_a_post_that_lacks_the_language_says_so_and_leads_to_the_one_it_has(client):
    make_post(title_ru="Слово", slug_ru="slovo", body_ru="<p>Да</p>")
    html = page(client, "/en/blog/slovo/")
    assert "Not translated yet" in html
    assert 'href="/ru/blog/slovo/" hreflang="ru" lang="ru"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_the_other_languages_slug_redirects_to_this_languages_own(client):
    make_translated_post()
    response = client.get("/en/blog/dom/")
    assert (response.status_code, response["Location"]) == (301, "/en/blog/house/")


def test_a_slug_taken_by_another_post_in_another_language_shows_the_right_post(client):
    make_post(title_ru="Русский", slug_ru="dom", body_ru="<p>Да</p>")
    make_post(title_en="English", slug_en="dom", body_en="<p>Yes</p>")
    assert "<h1>Русский</h1>" in page(client, "/ru/blog/dom/")
    assert "<h1>English</h1>" in page(client, "/en/blog/dom/")


def test_a_post_page_links_both_languages_for_readers_and_for_machines(client):
    make_translated_post()
    html = page(client, "/ru/blog/dom/")
    assert '<link rel="alternate" hreflang="en" href="http://testserver/en/blog/house/">' in html
    assert '<link rel="canonical" href="http://testserver/ru/blog/dom/">' in html
    assert ">Read in English</a>" in html


def test_dates_are_written_as_each_language_writes_them(client):
    when = datetime(2025, 5, 17, 12, tzinfo=WARSAW)
    make_translated_post(published_at=when)
    assert "17\N{NO-BREAK SPACE}мая 2025\N{NO-BREAK SPACE}г." in page(client, "/ru/blog/dom/")
    assert "17\N{NO-BREAK SPACE}May 2025" in page(client, "/en/blog/house/")


def test_a_post_names_its_author_topics_neighbours_and_relatives(client):
    topic = make_topic(title_ru="Суд", slug_ru="sud")
    start = timezone.now() - timedelta(days=9)
    posts = [
        make_post(
            title_ru=f"Пост {n}",
            slug_ru=f"post-{n}",
            body_ru="<p>Да</p>",
            published_at=start + timedelta(days=n),
            author=make_author(name_ru=f"Автор {n}"),
        )
        for n in range(3)
    ]
    posts[1].topics.add(topic)
    posts[2].topics.add(topic)
    html = page(client, "/ru/blog/post-1/")
    assert "Автор 1" in html
    assert 'href="/ru/blog/topics/sud/"' in html
    assert '<a rel="prev" href="/ru/blog/post-0/">' in html
    assert '<a rel="next" href="/ru/blog/post-2/">' in html
    related = html.split('class="related"')[1]
    assert "Пост 2" in related
    assert "Пост 0" not in related


def test_a_post_carries_the_markup_that_previews_are_made_of(client):
    make_post(title_ru="</script><b>Дом", slug_ru="dom", body_ru="<p>Да</p>", summary_ru="Коротко")
    html = page(client, "/ru/blog/dom/")
    assert '<meta property="og:description" content="Коротко">' in html
    assert '<meta name="twitter:card" content="summary">' in html
    data = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert '"NewsArticle"' in data
    assert "<b>" not in data


def test_share_links_carry_the_address_and_nothing_else(client):
    make_post(title_ru="Дом & сад", slug_ru="dom", body_ru="<p>Да</p>")
    html = page(client, "/ru/blog/dom/")
    assert (
        "https://t.me/share/url?url=http%3A%2F%2Ftestserver%2Fru%2Fblog%2Fdom%2F&amp;text=" in html
    )
    assert "%D0%94%D0%BE%D0%BC%20%26%20" in html
    assert "utm_" not in html


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "٣", "1e3", "9" * 30])
def test_a_page_that_does_not_exist_is_not_found(client, number):
    make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>")
    page(client, f"/ru/blog/?page={number}", 404)


def test_long_lists_come_in_pages(client):
    for n in range(21):
        make_post(title_ru=f"Пост {n}", slug_ru=f"post-{n}", body_ru="<p>Да</p>")
    assert page(client, "/ru/blog/").count('class="row"') == 20
    assert page(client, "/ru/blog/?page=2").count('class="row"') == 1


def test_the_archive_leads_by_year_and_month(client):
    make_post(
        title_ru="Май",
        slug_ru="may",
        body_ru="<p>Да</p>",
        published_at=datetime(2025, 5, 31, 23, 30, tzinfo=WARSAW),
    )
    assert 'href="/ru/blog/2025/"' in page(client, "/ru/blog/")
    year = page(client, "/ru/blog/2025/")
    assert "Май" in year
    assert 'href="/ru/blog/2025/05/"' in year
    assert "may/" in page(client, "/ru/blog/2025/05/")
    assert "may/" not in page(client, "/ru/blog/2025/06/")
    page(client, "/ru/blog/2025/13/", 404)


def test_a_topic_lists_its_posts_and_knows_its_other_address(client):
    topic = make_topic(title_ru="Суд", slug_ru="sud", title_en="Court", slug_en="court")
    make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>").topics.add(topic)
    html = page(client, "/ru/blog/topics/sud/")
    assert "Дом" in html
    assert 'hreflang="en" lang="en"' in html
    assert "/en/blog/topics/court/" in html
    response = client.get("/en/blog/topics/sud/")
    assert (response.status_code, response["Location"]) == (301, "/en/blog/topics/court/")


def test_a_post_seen_before_is_not_sent_again(client):
    make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>")
    first = client.get("/ru/blog/dom/")
    assert first["Last-Modified"]
    again = client.get("/ru/blog/dom/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_summary_the_text_begins_with_is_not_read_twice(client):
    make_post(
        title_ru="Дом",
        slug_ru="dom",
        body_ru="<p>Сразу к делу, без вступлений.</p>",
        summary_ru="Сразу к делу…",
    )
    make_post(title_ru="Сад", slug_ru="sad", body_ru="<p>Да</p>", summary_ru="Другими словами")
    assert 'class="standfirst"' not in page(client, "/ru/blog/dom/")
    assert "Другими словами</p>" in page(client, "/ru/blog/sad/")


@pytest.mark.parametrize("path", ["/2025/05/dom", "/дом/"])
def test_an_old_address_of_any_shape_leads_to_its_post(client, path):
    post = make_translated_post()
    Redirect.objects.create(path=path.rstrip("/"), language="en", post=post)
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, "/en/blog/house/")


def test_an_old_address_of_a_withdrawn_post_is_not_found(client):
    post = make_translated_post(published_at=None)
    Redirect.objects.create(path="/2025/05/dom", language="en", post=post)
    page(client, "/2025/05/dom", 404)


def make_stale_post(**fields):
    """In English from Russian, which has changed since."""
    changed_at = datetime(2026, 5, 17, 12, tzinfo=WARSAW)
    stale = {"source_en": "ru", "source_revision_en": 1, "source_changed_at_en": changed_at}
    return make_translated_post(**stale | fields)


def test_a_translation_older_than_its_original_says_so_and_leads_there(client):
    make_stale_post()
    html = page(client, "/en/blog/house/")
    assert "This translation is older than the original, which changed on" in html
    assert '<a href="/ru/blog/dom/" hreflang="ru">This translation' in html
    assert '<time datetime="2026-05-17T12:00+02:00"' in html
    assert "2026-05-17" not in page(client, "/ru/blog/dom/")


def test_a_translation_that_is_current_says_nothing_of_it(client):
    make_stale_post(source_changed_at_en=None)
    assert "older than the original" not in page(client, "/en/blog/house/")


def test_readers_hear_nothing_of_an_original_they_do_not_have(client):
    make_stale_post(published_at_ru=None)
    assert "older than the original" not in page(client, "/en/blog/house/")


def test_a_stale_translation_costs_no_query_more(django_assert_num_queries):
    post = make_stale_post(source_changed_at_en=timezone.now())
    with django_assert_num_queries(0):
        assert post.newer_original("en").address == "/ru/blog/dom/"
