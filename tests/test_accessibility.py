"""axe on each kind of page, in both languages and both themes; and what a keyboard can do."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from playwright.sync_api import expect
from psycopg import errors

from tests import browser

pytestmark = pytest.mark.django_db

LANGUAGES = ("ru", "en")
AXE = Axe()


def offline():
    error = OperationalError("away")
    error.__cause__ = errors.AdminShutdown("away")
    return error


ERRORS = {
    400: SuspiciousOperation,
    403: PermissionDenied,
    404: Http404,
    500: RuntimeError,
    503: offline,
}


def post_with(text, language):
    from blog.models import Post

    posts = Post.objects.filter(**{f"body_{language}__contains": text})
    return max(posts, key=lambda post: len(getattr(post, f"body_{language}"))).address_in(language)


@pytest.fixture(scope="module")
def kinds(demo_site, django_db_blocker):
    """An address of each kind of page of ours, in both languages; Django's admin is not ours."""
    from blog.models import Post, Topic
    from forum import models as forum
    from tests.donations import factories

    addresses = {}
    with django_db_blocker.unblock():
        polls = forum.Topic.objects.filter(poll__isnull=False)
        answered = forum.Topic.objects.filter(answer__isnull=False)
        for code, other in (("ru", "en"), ("en", "ru")):
            topic = getattr(Topic.objects.first(), f"slug_{code}")
            untranslated = Post.objects.missing_in(code).first()
            addresses |= {
                f"{code} home": f"/{code}/",
                f"{code} list": f"/{code}/blog/",
                f"{code} last page of the list": f"/{code}/blog/?page=2",
                f"{code} longest post with a table": post_with("<table", code),
                f"{code} untranslated post": f"/{code}/blog/{getattr(untranslated, f'slug_{other}')}/",
                f"{code} topic": f"/{code}/blog/topics/{topic}/",
                f"{code} year": f"/{code}/blog/2026/",
                f"{code} month": f"/{code}/blog/2026/03/",
                f"{code} page": f"/{code}/about/",
                f"{code} page with a table": f"/{code}/contacts/",
                f"{code} forum": f"/{code}/forum/",
                f"{code} section": forum.Section.objects.first().address_in(code),
                f"{code} topic with a poll": polls.first().address_in(code),
                f"{code} question with an answer": answered.first().address_in(code),
                f"{code} unanswered": f"/{code}/forum/unanswered/",
                f"{code} search": f"/{code}/search/?q=письма&when=2026",
                f"{code} search for everything": f"/{code}/search/",
                f"{code} search that finds nothing": f"/{code}/search/?q=щщщщщщ",
                f"{code} donate": f"/{code}/donate/?currency=pln",
            }
            for state in ("open", "complete", "failed"):
                visit = factories.make_checkout(state=state, kind="monthly").stripe_id
                thanks = f"/{code}/donate/thanks/?session_id={visit}"
                addresses[f"{code} gift that is {state}"] = f"{thanks}&look=15"
    return addresses


@pytest.fixture(scope="module")
def visitor(chromium, demo_site):
    """One page for the whole module: axe sees no difference, and a fresh one takes its time."""
    with browser.watched_page(chromium, demo_site) as page:
        yield page


def violations(page):
    """In both themes, as lines that say what is wrong with which element."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for each in AXE.run(page).response["violations"]:
            for node in each["nodes"]:
                found.append(
                    f"{page.url} {scheme}: {each['id']} {node['target']} {node['failureSummary']}"
                )
    return found


def test_axe_finds_nothing_on_any_kind_of_page(visitor, kinds):
    found = []
    for kind, address in kinds.items():
        assert visitor.goto(address).ok, (kind, address)
        found += violations(visitor)
    assert not found, "\n".join(found)


def test_axe_finds_nothing_on_a_donation_page_with_mistakes(visitor):
    found = []
    for code in LANGUAGES:
        visitor.goto(f"/{code}/donate/")
        visitor.fill("[name=other]", "ten")
        browser.follow(visitor, ".gift > button")
        expect(visitor.locator(".errorlist")).to_have_count(1)
        found += violations(visitor)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("status", ERRORS)
def test_axe_finds_nothing_on_an_error_page(visitor, status, monkeypatch):
    def fail(*_):
        raise ERRORS[status]()

    monkeypatch.setattr("blog.reading.post_by_slug", fail)
    found = []
    for code in LANGUAGES:
        assert visitor.goto(f"/{code}/blog/any/").status == status
        assert visitor.text_content(".status") == str(status)
        expect(visitor.locator("html")).to_have_attribute("lang", code)
        found += violations(visitor)
    assert not found, "\n".join(found)


def test_the_chosen_dark_theme_has_the_colours_of_the_systems(visitor):
    colours = """() => {
      const style = getComputedStyle(document.documentElement);
      const names = ["--paper", "--raised", "--line", "--faint", "--ink", "--accent", "--on-accent"];
      return names.map((name) => style.getPropertyValue(name));
    }"""
    visitor.goto("/en/")
    visitor.emulate_media(color_scheme="dark")
    dark = visitor.evaluate(colours)
    visitor.emulate_media(color_scheme="light")
    light = visitor.evaluate(colours)
    visitor.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert visitor.evaluate(colours) == dark
    visitor.emulate_media(color_scheme="dark")
    visitor.evaluate("document.documentElement.dataset.theme = 'light'")
    assert visitor.evaluate(colours) == light != dark


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_first_tab_shows_the_skip_link_and_enter_leads_to_the_text(visitor, code):
    visitor.goto(f"/{code}/")
    skip = visitor.locator(".skip")
    assert not is_on_screen(skip)
    visitor.keyboard.press("Tab")
    assert skip.evaluate("(link) => link === document.activeElement")
    assert is_on_screen(skip)
    visitor.keyboard.press("Enter")
    assert visitor.evaluate("document.activeElement.id") == "content"


def is_on_screen(element):
    box = element.bounding_box()
    return box["x"] >= 0 and box["y"] >= 0 and box["height"] > 20


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_scrolling_is_smooth_only_for_who_has_nothing_against_motion(visitor, motion):
    visitor.emulate_media(reduced_motion=motion)
    visitor.goto("/en/")
    behaviour = visitor.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
    assert behaviour == ("auto" if motion == "reduce" else "smooth")


def test_the_theme_is_chosen_kept_and_forgotten_without_scripts(chromium, demo_site):
    with browser.watched_page(chromium, demo_site, java_script_enabled=False) as page:
        page.goto("/en/blog/?page=2")
        for theme, colour in (
            ("dark", "rgb(24, 23, 21)"),
            ("light", "rgb(252, 251, 248)"),
        ):
            browser.follow(page, f"button[name=theme][value={theme}]")
            assert page.url == f"{demo_site}/en/blog/?page=2"
            page.goto("/ru/forum/")
            expect(page.locator("html")).to_have_attribute("data-theme", theme)
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == colour
            page.goto("/en/blog/?page=2")
        browser.follow(page, "button[name=theme][value=system]")
        assert page.get_attribute("html", "data-theme") is None
        assert page.context.cookies() == []
