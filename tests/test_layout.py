"""What can be measured of the look: widths, sizes of targets, what is printed."""

import itertools

import pytest
from playwright.sync_api import expect

from tests import browser

pytestmark = pytest.mark.django_db

NARROW, WIDE = (320, 390), 1280

TO_PRESS = (
    ":is(.masthead, .colophon, .breadcrumb, .contents, .neighbours, .pagination) a, "
    "button, .button, .tag, summary, input:not([type=hidden])"
)
MAIN = ".masthead a, .colophon a, .pagination a, button, .button, .tag, summary"

MEASURES = """([toPress, main]) => {
  const root = document.documentElement;
  const sizes = (selector) => [...document.querySelectorAll(selector)]
    .filter((each) => each.checkVisibility() && !each.ariaHidden)
    .map((each) => [each.outerHTML.slice(0, 100), each.getBoundingClientRect()]);
  const lines = (found) => found.map(([html, box]) => `${html} ${box.width} x ${box.height}`);
  const overflowing = [...document.body.querySelectorAll("*")]
    .filter((each) => each.getBoundingClientRect().right > root.clientWidth && !each.closest(".scroll, pre"))
    .map((each) => each.outerHTML.slice(0, 120));
  return {
    sideways: root.scrollWidth > root.clientWidth ? ["wider than the screen", ...overflowing] : [],
    small: lines(sizes(toPress).filter(([, box]) => box.height < 24 || box.width < 24)),
    low: lines(sizes(main).filter(([, box]) => box.height < 44)),
  };
}"""


@pytest.fixture(scope="module")
def addresses(demo_site, django_db_blocker):
    """Every post, because each has words and tables of its own; and one of each list."""
    from blog.models import Post, Topic
    from forum import models as forum
    from tests.donations import factories

    found = []
    with django_db_blocker.unblock():
        posts = [post for post in Post.objects.all() if post.cover]
        for code in ("ru", "en"):
            found += [
                f"/{code}/",
                f"/{code}/blog/",
                f"/{code}/blog/?page=2",
                f"/{code}/blog/2026/",
            ]
            visit = factories.make_checkout(state="complete").stripe_id
            found += [
                f"/{code}/forum/",
                f"/{code}/forum/unanswered/",
                *(topic.address_in(code) for topic in forum.Topic.objects.all()),
                *(section.address_in(code) for section in forum.Section.objects.all()[:3]),
                f"/{code}/donate/",
                f"/{code}/donate/?currency=pln",
                f"/{code}/donate/thanks/?session_id={visit}",
                f"/{code}/search/",
                f"/{code}/search/?q=письма&when=2026",
                f"/{code}/search/?q={'щ' * 60}",
                f"/{code}/nothing/",
                f"/{code}/about/",
                f"/{code}/contacts/",
            ]
            found += [post.address_in(code) for post in posts if code in post.languages]
            slug = getattr(Topic.objects.first(), f"slug_{code}")
            found.append(f"/{code}/blog/topics/{slug}/")
    return found


@pytest.fixture(scope="module")
def visitor(chromium, demo_site):
    with browser.watched_page(chromium, demo_site) as page:
        yield page


@pytest.fixture(scope="module")
def measures(visitor, addresses):
    """What is wrong on each page at each width, by kind; every page is opened once."""
    found = {"sideways": [], "small": [], "low": []}
    for address in addresses:
        visitor.goto(address, wait_until="domcontentloaded")
        for width in (*NARROW, WIDE):
            visitor.set_viewport_size({"width": width, "height": 800})
            for kind, lines in visitor.evaluate(MEASURES, [TO_PRESS, MAIN]).items():
                found[kind] += [f"{address} at {width}: {line}" for line in lines]
    return {kind: "\n".join(lines) for kind, lines in found.items()}


def test_no_page_scrolls_sideways(measures):
    assert not measures["sideways"]


def test_everything_to_press_is_at_least_24_pixels(measures):
    """WCAG's least; links within running text are its exception."""
    assert not measures["small"]


def test_the_main_things_to_press_are_44_pixels_high(measures):
    assert not measures["low"]


@pytest.mark.parametrize("name", ["Щ" * 40, "Willow Wombat", "Ли"])
def test_a_name_of_any_length_stays_in_the_first_line_of_the_header(visitor, name):
    visitor.goto("/ru/")
    visitor.set_viewport_size({"width": NARROW[0], "height": 800})
    boxes = visitor.evaluate(
        """(name) => {
          document.querySelector(".member").textContent = name;
          return [".wordmark", ".member", ".languages"].map((each) =>
            document.querySelector(each).getBoundingClientRect().toJSON());
        }""",
        name,
    )
    for before, after in itertools.pairwise(boxes):
        assert before["right"] <= after["left"]
        assert before["top"] < after["bottom"] and after["top"] < before["bottom"]


@pytest.fixture
def print_it(visitor):
    yield lambda: visitor.emulate_media(media="print", color_scheme="dark")
    visitor.emulate_media(media="null", color_scheme="null")


def test_paper_gets_the_text_and_not_the_ways_around(visitor, print_it):
    from blog.models import Post

    visitor.goto(Post.objects.exclude(cover=None).in_language("en").first().address_in("en"))
    around = [".masthead nav", ".member", ".languages", ".colophon", ".share", ".breadcrumb"]
    assert all(visitor.locator(each).first.is_visible() for each in around)
    print_it()
    assert [each for each in [*around, ".skip"] if visitor.locator(each).first.is_visible()] == []
    expect(visitor.locator(".prose")).to_be_visible()
    assert visitor.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_paper_gets_what_was_searched_for_and_what_was_found(visitor, print_it):
    visitor.goto("/en/search/?q=letters")
    around = [".search", ".kinds", ".filters", ".help"]
    assert all(visitor.locator(each).first.is_visible() for each in around)
    print_it()
    assert [each for each in around if visitor.locator(each).first.is_visible()] == []
    heading = visitor.get_by_role("heading", name="Search: letters")
    assert heading.bounding_box()["height"] > 20
    expect(visitor.locator(".found h2").first).to_be_visible()


def test_paper_gets_a_topic_and_no_buttons(visitor, print_it):
    from forum.models import Topic

    visitor.goto(Topic.objects.filter(reply_count__gt=2, locked_at=None).first().get_absolute_url())
    expect(visitor.locator(".more")).to_be_visible()
    print_it()
    expect(visitor.locator(".more")).to_be_hidden()
    expect(visitor.locator(".post-line").nth(2)).to_be_visible()


def test_words_of_a_choice_of_letters_are_not_cut_on_a_small_or_enlarged_screen(visitor):
    visitor.goto("/ru/accounts/login/")
    visitor.set_viewport_size({"width": NARROW[0], "height": 800})
    width = visitor.evaluate(
        """() => {
          const row = document.createElement("div");
          row.className = "rhythm";
          for (const name of ["label", "select"]) row.append(document.createElement(name));
          row.firstChild.textContent = "Слово модераторов";
          row.lastChild.append(new Option("Раз в неделю"));
          document.querySelector("form").append(row);
          return row.firstChild.getBoundingClientRect().width;
        }"""
    )
    assert width >= 120
