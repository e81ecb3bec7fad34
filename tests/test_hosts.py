"""Every public page, opened in a real browser with scripts and without.

The pages are walked twice, once each way, and the tests below ask what was met. The promises: no
request to another host, no trace of the reader, everything works without scripts.
"""

from types import SimpleNamespace
from urllib.parse import urldefrag, urlsplit

import pytest
from django.conf import settings

from tests import browser

pytestmark = pytest.mark.django_db

DOORS = (
    "/",
    "/ru/",
    "/en/",
    "/ru/there-is-no-such-page/",
    "/en/there-is-no-such-page/",
    "/ru/accounts/login/",
)
MISSING = ("/ru/there-is-no-such-page/", "/en/there-is-no-such-page/")

FACTS = """() => {
  const seen = (element) => element.checkVisibility() && !element.closest("[data-needs-script]");
  const hrefs = (name) => [...document.querySelectorAll(`[${name}]`)].map((each) => each[name]);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const words = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    if (text && seen(walker.currentNode.parentElement)) words.push(text);
  }
  const images = [...document.images];
  const waiting = images.filter((each) => !each.complete);
  waiting[0]?.scrollIntoView({ behavior: "instant" });
  return {
    text: words.join("\\n"),
    links: hrefs("href").filter((href) => typeof href === "string"),
    ids: [...document.querySelectorAll("[id]")].map((each) => each.id),
    waiting: waiting.length,
    images: images.length,
    broken: images.filter((each) => each.naturalWidth === 0).map((each) => each.currentSrc || each.src),
  };
}"""


def facts(page):
    """What a reader sees who scrolls to every picture; after ten seconds, whatever has arrived."""
    for _ in range(500):
        found = SimpleNamespace(**page.evaluate(FACTS))
        if not found.waiting:
            break
        page.wait_for_timeout(20)
    return found


def walk(page, home):
    """Facts about every page reachable by links, by path; files that are no pages are asked for."""
    pages, files, queue = {}, {}, list(DOORS)
    for path in queue:
        if is_page(path):
            response = page.goto(path)
            pages[path] = facts(page)
            pages[path].status = response.status
            pages[path].cookies = [cookie["name"] for cookie in page.context.cookies()]
            page.context.clear_cookies()  # those of the admin's door are not the next page's
            found = pages[path].links
        else:
            files[path] = page.request.get(path).status
            found = []
        for link in map(urlsplit, found):
            path = link.path + (link.query and f"?{link.query}")
            is_ours = link.netloc == urlsplit(home).netloc
            if is_ours and path not in queue and not (is_exit(path) or is_shortcut(path)):
                queue.append(path)
    return SimpleNamespace(pages=pages, files=files, problems=page.watch.problems[:])


def is_exit(path):
    """The way out of the site: tests/config/test_exit.py takes it."""
    return path == "/exit/"


def is_shortcut(path):
    """To a page that is met anyway: of a post, or a door that leads back to where one was."""
    return any(f"?{name}=" in path for name in ("reply", "next", "about"))


def is_page(path):
    is_file = path.startswith(("/static/", "/media/")) or path.endswith("/search/description/")
    return not (is_file or "/feed/" in path)


@pytest.fixture(scope="module")
def with_scripts(chromium, demo_site):
    yield from walked(chromium, demo_site, java_script_enabled=True)


@pytest.fixture(scope="module")
def without_scripts(chromium, demo_site):
    yield from walked(chromium, demo_site, java_script_enabled=False)


def walked(chromium, home, **options):
    with browser.watched_page(chromium, home, **options) as page:
        result = walk(page, home)
        page.watch.problems.clear()  # the test that asks for them fails, not all of them
    yield result


@pytest.fixture(params=["with scripts", "without scripts"])
def site(request, with_scripts, without_scripts):
    return with_scripts if request.param == "with scripts" else without_scripts


def test_the_walk_meets_every_kind_of_page(site):
    paths = "\n".join(site.pages)
    for kind in (
        "blog/",
        "blog/?page=2",
        "forum/",
        "donate/",
        "search/",
        "blog/topics/",
        "blog/2026/",
    ):
        for language in ("ru", "en"):
            assert f"/{language}/{kind}" in paths
    assert len(site.pages) > 70


def test_no_page_asks_another_host_or_breaks_the_policy(site):
    assert not site.problems, "\n".join(sorted(set(site.problems)))


def test_every_link_within_the_site_leads_somewhere(site):
    statuses = site.files | {path: page.status for path, page in site.pages.items()}
    assert {path: status for path, status in statuses.items() if status != 200} == dict.fromkeys(
        MISSING, 404
    )


def test_every_link_within_a_page_has_its_place(site, demo_site):
    lost = []
    for path, page in site.pages.items():
        for link in page.links:
            address, fragment = urldefrag(link)
            if fragment and address == f"{demo_site}{path}" and fragment not in page.ids:
                lost.append((path, fragment))
    assert lost == []


def test_every_picture_is_shown(site):
    assert sum(page.images for page in site.pages.values()) > 100
    assert {path: page.broken for path, page in site.pages.items() if page.broken} == {}


def test_readers_leave_with_no_cookie(site):
    """The doors are for who signs in: their forms need Django's CSRF cookie."""
    traces = {path: page.cookies for path, page in site.pages.items() if page.cookies}
    assert [path for path in traces if "/accounts/" not in path] == []
    assert traces["/ru/accounts/login/"] == [settings.CSRF_COOKIE_NAME]


def test_pages_say_the_same_without_scripts(with_scripts, without_scripts):
    assert with_scripts.pages.keys() == without_scripts.pages.keys()
    for path, page in with_scripts.pages.items():
        if not path.startswith("/admin/"):  # Django's own script adds a button there
            assert page.text == without_scripts.pages[path].text, path
