import pytest

from blog.importing import wordpress
from blog.importing.items import LeftOut, Picture
from tests.blog.exports import attachment, channel, entries, meta, wordpress_post


def read(more="", authors=None, pictures=None, **fields):
    [entry] = entries(channel(wordpress_post(more, **fields)))
    return wordpress.read(entry, authors or {}, pictures or {})


def test_a_published_post_has_its_date_in_utc():
    assert read().published_at.isoformat() == "2025-05-17T07:30:00+00:00"


def test_a_date_missing_in_gmt_is_taken_from_the_feed():
    found = read(wp_post_date_gmt="0000-00-00 00:00:00", pubDate="Sun, 18 May 2025 00:00:00 +0000")
    assert found.published_at.day == 18


@pytest.mark.parametrize("status", ["draft", "pending", "private"])
def test_what_was_not_public_comes_in_unpublished(status):
    found = read(wp_status=status)
    assert (found.is_draft, found.published_at) == (True, None)


def test_a_post_behind_a_password_comes_in_unpublished():
    assert read(wp_post_password="open sesame").published_at is None


def test_a_post_of_the_future_keeps_its_date():
    assert (
        read(wp_status="future", wp_post_date_gmt="2125-05-17 07:30:00").published_at.year == 2125
    )


@pytest.mark.parametrize("status", ["trash", "auto-draft", "inherit"])
def test_what_is_no_finished_post_stays_out(status):
    with pytest.raises(LeftOut):
        read(wp_status=status)


def test_categories_and_tags_are_topics_and_nothing_else_is():
    more = (
        '<category domain="category" nicename="bread">Bread</category>'
        '<category domain="post_tag" nicename="mill">Mill</category>'
        '<category domain="post_format" nicename="post-format-aside">Aside</category>'
        '<category domain="category" nicename="uncategorized">Uncategorized</category>'
    )
    assert read(more).topics == ("Bread", "Mill")


def test_the_author_is_called_as_on_the_page_not_by_the_login():
    assert read(authors={"anna": "Anna Ivanova"}, **{"dc:creator": "anna"}).author == "Anna Ivanova"


def test_the_language_polylang_wrote_down_is_a_hint():
    assert (
        read('<category domain="language" nicename="en">English</category>').language_hint == "en"
    )


def test_a_classic_text_gets_its_paragraphs_without_marks_of_blocks():
    text = "<!-- wp:x -->First [sic].\n\n[gallery ids='1']\n\nSecond."
    assert read(**{"content:encoded": text}).body == "<p>First [sic].</p><p>Second.</p>"


def test_a_featured_picture_is_found_though_it_stands_after_its_post(tmp_path):
    path = tmp_path / "export.xml"
    url = "https://old.example/wp-content/uploads/2025/05/mill.jpg"
    path.write_text(
        channel(wordpress_post(meta("_thumbnail_id", "12")), attachment(12, url, "The mill"))
    )
    pictures = wordpress.pictures(path)
    assert pictures == {"12": Picture(url, "The mill")}
    assert read(meta("_thumbnail_id", "12"), pictures=pictures).picture == Picture(url, "The mill")
