"""What is chosen at the desk, as a lost tab and a lost network leave it."""

import pytest
from playwright.sync_api import expect

from blog.models import Post
from editing import drafting
from library.models import Picture
from tests.editing.journeys import editor_at
from tests.editing.people import enter
from tests.factories import make_editor, make_picture, make_topic, make_translated_post
from tests.forum.factories import make_section
from tests.library.sending import image, photo, saved

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anna(chromium, live_server):
    person = make_editor(name="Anna", language="en")
    with editor_at(chromium, live_server.url, person) as editor:
        body = saved(image())  # rows of these tests have no files
        editor.context.route("**/media/**", lambda route: route.fulfill(body=body))
        editor.page.watch = editor.watches[0]
        enter(editor.page, person)
        yield editor


@pytest.fixture
def address(transactional_db):
    return f"/admin/blog/post/{make_translated_post().pk}/change/"


def test_a_cover_is_sent_as_it_is_chosen_and_a_closed_tab_keeps_it(anna, address):
    make_topic(title_en="Yard")
    section = make_section()
    anna.page.goto(address)
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo().read()}
    anna.page.set_input_files("[name=cover_file]", file)
    anna.reads("Taken: a.jpg", where=".library-one p")
    anna.page.get_by_label("Yard").check()
    anna.page.select_option("[name=discussion_section]", str(section.pk))
    anna.reads("Saved as draft at")
    anna.come_back(f"{address}?draft=mine")
    expect(anna.page.locator("[name=cover]")).to_have_value(str(Picture.objects.get().pk))
    expect(anna.page.locator("[name=cover_file]")).to_have_value("")
    expect(anna.page.get_by_label("Yard")).to_be_checked()
    expect(anna.page.locator("[name=discussion_section]")).to_have_value(str(section.pk))


def test_a_file_that_is_no_picture_is_refused_where_it_was_chosen(anna, address):
    anna.page.goto(address)
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"MZ\x90\0"}
    anna.page.set_input_files("[name=cover_file]", file)
    anna.page.locator(".library-one .errornote").wait_for()
    expect(anna.page.locator("[name=cover_file]")).to_have_value("")
    anna.look_around()
    anna.watches[0].problems.clear()  # the console tells of a 400


def test_a_cover_beyond_the_list_is_kept_by_the_browser_too(anna, address):
    old = make_picture(alt_en="A river")
    for _each in range(30):
        make_picture()
    anna.page.goto(address)
    anna.page.click("[data-open]")
    anna.page.fill(".library-dialog [type=search]", "river")
    anna.page.locator(".library-dialog [data-picture]", has_text="A river").click()
    anna.lose_network()
    anna.page.fill("[name=title_en]", "The garden")
    anna.reads("Your words are kept in this browser")
    anna.close()
    anna.find_network()
    anna.page = anna.tab()
    anna.page.goto(address)
    anna.page.click("[data-take]")
    expect(anna.page.locator("[name=cover]")).to_have_value(str(old.pk))
    anna.reads("Saved as draft at")
    assert drafting.waiting(anna.person, Post.objects.get()).fields["cover"] == old.pk


def test_a_text_that_was_never_saved_is_looked_at(anna):
    anna.page.goto("/admin/blog/post/add/")
    anna.write("en", "The garden", "Lilac.")
    with anna.context.expect_page() as opened:
        anna.page.click("[data-preview][aria-label^=English]")
    tab = anna.watched(opened.value)
    tab.wait_for_url("**/preview/en/**")
    expect(tab.frame_locator("iframe").locator("h1")).to_have_text("The garden")
    anna.look_around(tab)
    tab.get_by_role("link", name="Desktop").click()
    tab.wait_for_url("**width=desktop**")
    expect(tab.frame_locator("iframe").locator(".prose")).to_have_text("Lilac.")
    assert not Post.objects.exists()


def test_without_a_network_no_empty_preview_opens(anna, address):
    anna.page.goto(address)
    anna.lose_network()
    with anna.context.expect_page() as opened:
        anna.page.click("[data-preview][aria-label^=English]")
    if not opened.value.is_closed():
        opened.value.wait_for_event("close")
    anna.reads("no connection")


def test_a_reload_two_clicks_and_a_way_back_are_all_of_the_same_text(anna):
    anna.page.goto("/admin/blog/post/add/")
    expect(anna.page.locator("[data-chosen]")).to_be_hidden()  # no cover, so no frame of one
    empty = anna.page.locator(".desk-side fieldset", has=anna.page.locator("[name=key]"))
    assert empty.count() == 1 and empty.is_hidden()  # nor a frame of what only the page needs
    anna.write("en", "The garden", "Lilac.")
    anna.reads("Saved as draft at")
    anna.page.reload()
    expect(anna.page.locator("[name=title_en]")).to_have_value("The garden")
    with anna.page.expect_navigation():
        anna.page.dblclick("[name=_continue]")
    anna.reads("", where=".messagelist .success")
    anna.page.go_back()
    anna.page.fill("[name=title_en]", "The orchard")
    anna.save()
    assert Post.objects.get().title_en == "The orchard"
