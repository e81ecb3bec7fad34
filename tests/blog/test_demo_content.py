import re
from html.parser import HTMLParser
from itertools import islice

import pytest

from blog.demo import content, pictures
from blog.demo.pictures.plans import SPENDING_2025

RUSSIAN_ONLY = {"10-school"}
ENGLISH_ONLY = {"03-glossary"}
ALLOWED = {
    "p", "h2", "h3", "ul", "ol", "li", "blockquote", "figure", "img", "figcaption", "table",
    "caption", "thead", "tbody", "tr", "th", "td", "strong", "em", "a", "aside", "hr", "code",
}  # fmt: skip
VOID = {"img", "hr"}
POSTS = content.load()
RUSSIAN = [post.ru for post in POSTS if post.ru]
ENGLISH = [post.en for post in POSTS if post.en]


def of_each(versions):
    return pytest.mark.parametrize("version", versions, ids=lambda version: version.slug)


class Fragment(HTMLParser):
    """What a body consists of; a tag left open or closed twice fails the test."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.links, self.images, self.texts = [], [], [], [], []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])
        if tag == "img":
            self.images.append(dict(attrs))
            self.texts.append(dict(attrs)["alt"])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "code" not in self.open:
            self.texts.append(data)


def words_of(version):
    """Everything a reader reads, markup aside."""
    texts = Fragment(version.body).texts
    return "\n".join([version.title, version.summary, version.cover_alt, *texts])


def first(count, seed=1):
    return list(islice(content.generate(seed), count))


def test_twelve_posts_are_in_both_languages_but_two():
    assert len(POSTS) == 12
    assert {post.key for post in POSTS if not post.en} == RUSSIAN_ONLY
    assert {post.key for post in POSTS if not post.ru} == ENGLISH_ONLY


def test_a_file_with_an_unknown_header_is_named(tmp_path, monkeypatch):
    (tmp_path / "01-x.ru.html").write_text("Titel: Да\n\n<p>Да</p>", encoding="utf-8")
    monkeypatch.setattr(content, "POSTS", tmp_path)
    with pytest.raises(ValueError, match=r"01-x\.ru\.html"):
        content.load()


def test_two_languages_that_disagree_on_the_date_are_named(tmp_path, monkeypatch):
    for path in content.POSTS.glob("09-correction.*"):
        text = path.read_text(encoding="utf-8")
        if path.name.endswith(".ru.html"):
            text = text.replace("Published: 2026-02-19", "Published: 2026-02-20")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(content, "POSTS", tmp_path)
    with pytest.raises(ValueError, match="09-correction"):
        content.load()


@pytest.mark.parametrize("code", ["ru", "en"])
def test_slugs_are_unique_and_ascii(code):
    slugs = [post.versions[code].slug for post in POSTS if code in post.versions]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug) for slug in slugs)


def test_posts_name_known_topics_and_authors_and_every_one_is_used():
    assert {key for post in POSTS for key in post.topics} == {each.key for each in content.topics()}
    assert {post.author for post in POSTS} == {each.key for each in content.authors()}


@of_each(RUSSIAN + ENGLISH)
def test_a_body_is_well_formed_and_uses_only_the_agreed_tags(version):
    assert set(Fragment(version.body).tags) <= ALLOWED


@of_each(RUSSIAN + ENGLISH)
def test_links_lead_to_posts_that_exist(version):
    russian = {f"/ru/blog/{version.slug}/" for version in RUSSIAN}
    addresses = russian | {f"/en/blog/{version.slug}/" for version in ENGLISH}
    assert set(Fragment(version.body).links) <= addresses


@of_each(RUSSIAN + ENGLISH)
def test_every_picture_is_drawn_at_the_size_it_claims(version):
    images = Fragment(version.body).images
    files = [re.fullmatch(r"/media/demo/([a-z-]+)\.png", image["src"])[1] for image in images]
    assert set(files) <= set(pictures.names())
    sizes = {(int(image["width"]), int(image["height"])) for image in images}
    assert sizes <= {pictures.FIGURE}


@pytest.mark.parametrize("post", [it for it in POSTS if it.ru and it.en], ids=lambda it: it.key)
def test_two_languages_of_a_post_have_the_same_parts(post):
    parts = [
        [tag for tag in Fragment(version.body).tags if tag in {"h2", "h3", "img", "table", "aside"}]
        for version in post.versions.values()
    ]
    assert parts[0] == parts[1]


def test_every_picture_is_asked_for():
    bodies = "".join(version.body for version in RUSSIAN + ENGLISH)
    figures = set(re.findall(r"/media/demo/([a-z-]+)\.png", bodies))
    assert {post.cover for post in POSTS} | figures == set(pictures.names())


@of_each(RUSSIAN + ENGLISH)
def test_no_straight_quotes_or_hyphens_for_dashes(version):
    assert not re.findall(r"""["']|\s-\s|--|\.\.\.""", words_of(version))


@of_each(RUSSIAN)
def test_russian_is_set_as_russian(version):
    text = words_of(version)
    assert not re.findall(r"[a-zA-Z][а-яё]|[а-яё][a-zA-Z]", text, re.I), "a Latin letter in a word"
    assert not re.findall(r"(?<!\xa0)—(?!\n)", re.sub(r"(^|\n)—", "", text)), (
        "a dash may start a line"
    )
    assert not re.findall("[“”’]", text), "quotation marks of another language"
    assert not re.findall(r"\bеще\b|\bее\b|\bвсе-таки\b|\bидет\b|\bсчет\b", text, re.I), (
        "ё is missing"
    )
    assert text.count("«") == text.count("»")


@of_each(ENGLISH)
def test_english_quotes_are_paired(version):
    text = words_of(version)
    assert text.count("“") == text.count("”")
    assert not re.findall("[«»„]", text)


def test_long_posts_have_enough_headings_for_contents():
    long = [version for version in RUSSIAN + ENGLISH if len(words_of(version).split()) > 1400]
    assert len(long) == 4, "two posts in two languages"
    assert all(Fragment(version.body).tags.count("h2") >= 4 for version in long)


def test_the_budget_adds_up():
    body = next(post.en for post in POSTS if post.key == "08-budget").body
    rows = [re.findall(r">(\d[\d,]*)<", row) for row in re.findall(r"<tr>.*?</tr>", body)]
    table = [[int(cell.replace(",", "")) for cell in row] for row in rows if len(row) == 6]
    assert all(sum(row[:4]) == row[4] for row in table)
    assert [sum(column) for column in zip(*table[:5], strict=True)] == table[5]
    assert [sum(column) for column in zip(*table[6:13], strict=True)] == table[13]


def test_the_bars_of_the_budget_figure_are_those_of_its_table():
    body = next(post.en for post in POSTS if post.key == "08-budget").body
    shares = [float(share) for share in re.findall(r"<td>([\d.]+)%</td>", body)]
    assert tuple(shares[-7:]) == SPENDING_2025


@pytest.mark.parametrize("name", pictures.names())
def test_a_picture_is_small_and_the_same_every_time(name):
    image = pictures.draw(name)
    assert image.size in {pictures.COVER, pictures.FIGURE}
    assert len(pictures.png(name)) < 120_000
    assert pictures.draw(name).tobytes() == image.tobytes()


def test_generated_posts_repeat_for_the_same_seed():
    assert first(500, seed=7) == first(500, seed=7)
    assert first(50, seed=7) != first(50, seed=8)


def test_generated_slugs_are_unique_ascii_and_short():
    posts = first(5000)
    for slugs in ([post.slug_ru for post in posts], [post.slug_en for post in posts]):
        assert len(set(slugs)) == len(slugs)
        assert all(re.fullmatch(r"[a-z0-9-]{3,120}", slug) for slug in slugs)


def test_generated_posts_have_two_to_five_different_paragraphs_and_no_slot_left():
    for post in first(1000):
        for body in (post.body_ru, post.body_en):
            assert 2 <= Fragment(body).tags.count("p") <= 5
            assert not re.search('[{}"]', body)
        sentences = re.split(r"(?<=\.)\s|</p><p>", post.body_en)
        assert len(set(sentences)) == len(sentences)


def test_generated_dates_cover_ten_years_and_never_the_future():
    moments = [post.published_at for post in first(2000)]
    assert max(moments) <= content.LATEST
    assert {moment.year for moment in moments} >= set(range(2017, 2027))


def test_generated_posts_name_known_topics_and_authors():
    posts = first(1000)
    assert {key for post in posts for key in post.topics} == {each.key for each in content.topics()}
    assert {post.author for post in posts} == {each.key for each in content.authors()}
