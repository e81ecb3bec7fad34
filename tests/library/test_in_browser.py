"""The library as editors use it: on a phone, in both languages, with scripts and without."""

import base64

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from blog.models import Post
from library import taking, usage
from library.models import Document, Picture
from tests import browser
from tests.factories import make_editor, make_picture, make_post, sign_in_with_second_factor
from tests.library.sending import image, photo, saved

PHONE = {"width": 390, "height": 844}
LANGUAGES = ("ru", "en")
PICTURES = "/admin/library/picture/"
DROP = """([selector, files]) => {
  const transfer = new DataTransfer();
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  const zone = document.querySelector(selector);
  const { x, y } = zone.getBoundingClientRect();
  const at = { clientX: x + 5, clientY: y + 5, bubbles: true, cancelable: true };
  for (const kind of ["dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, ...at }));
  }
}"""

DECODED = """() => Promise.all([...document.images].map((each) => {
  each.loading = "eager";
  return each.decode();
}))"""


def come_in(page, language="ru"):
    client = Client()
    sign_in_with_second_factor(client, make_editor(language=language))
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": f"http://{page.watch.own}"}
    page.context.add_cookies([cookie])
    page.set_viewport_size(PHONE)
    return page


@pytest.fixture(params=LANGUAGES)
def editor(request, page):
    return come_in(page, request.param)


def drop(page, selector, *files):
    encoded = [[name, "image/jpeg", base64.b64encode(content).decode()] for name, content in files]
    page.evaluate(DROP, [selector, encoded])


def photograph(name="photo.jpg", colour="teal"):
    return name, photo(name, colour=colour).read()


def chosen(name, content, kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": content}


def violations(page, address):
    """In both themes. The quick exit stands outside of all landmarks on purpose."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # before the page: links change colour slowly
        assert page.goto(address).ok
        for each in (
            Axe()
            .run(page, context={"exclude": [[".exit"]]}, options={"preload": False})
            .response["violations"]
        ):
            found += [f"{address} {scheme}: {each['id']} {it['target']}" for it in each["nodes"]]
    return found


def with_some_picture(page):
    """Rows of these tests have no files."""
    body = saved(image())
    page.route("**/media/**", lambda route: route.fulfill(body=body, content_type="image/jpeg"))
    return page


def is_narrow(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_files_are_taken_as_they_are_dropped(editor):
    editor.goto(f"{PICTURES}add/")
    wrong = ("program.jpg", b"MZ\x90\0")
    drop(editor, "[data-drop]", photograph("a.jpg"), wrong, photograph("b.jpg", "tan"))
    editor.locator("[data-taken] li").nth(1).wait_for()
    assert Picture.objects.count() == 2
    assert "program.jpg" in editor.text_content(".errornote")
    editor.evaluate(DECODED)
    editor.locator("[data-taken] a").first.click()
    editor.wait_for_url("**/change/")


def test_the_point_is_where_one_clicks(editor):
    editor.goto(f"{PICTURES}add/")
    editor.set_input_files("[type=file]", chosen(*photograph()))
    editor.locator("[data-taken] a").click()
    box = editor.locator("[data-focus] img").bounding_box()
    editor.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
    assert (editor.input_value("[name=focus_x]"), editor.input_value("[name=focus_y]")) == (
        "25",
        "75",
    )
    expect(editor.locator("[data-focus] path")).to_have_attribute("d", "M25 0V100M0 75H100")
    editor.fill("[name=focus_x]", "30")
    expect(editor.locator("[data-focus] path")).to_have_attribute("d", "M30 0V100M0 75H100")
    editor.click("[name=_save]")
    editor.wait_for_url(f"**{PICTURES}")
    assert Picture.objects.get().focus == "30-75"


def test_a_cover_is_found_in_the_library_and_another_dropped_there(editor):
    with_some_picture(editor)
    for number in range(32):
        make_picture(alt_ru=f"Дом {number}", alt_en=f"House {number}")
    post = make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>")
    editor.goto(f"/admin/blog/post/{post.pk}/change/")
    editor.click("[data-open]")
    editor.locator("dialog [data-picture]").nth(29).wait_for()
    editor.click("[data-more]")
    editor.locator("dialog [data-picture]").nth(31).wait_for()
    assert is_narrow(editor)
    editor.fill("dialog [type=search]", "дом 17")
    editor.locator("dialog [data-picture] >> nth=1").wait_for(state="detached")
    editor.click("dialog [data-picture]")
    with editor.expect_navigation():
        editor.click("[name=_continue]")
    editor.locator(".success").wait_for()
    assert Post.objects.get().cover.alt_ru == "Дом 17"
    editor.click("[data-open]")
    drop(editor, "dialog [data-drop]", photograph())
    editor.locator("dialog").wait_for(state="hidden")
    with editor.expect_navigation():
        editor.click("[name=_continue]")
    editor.locator(".success").wait_for()
    assert Post.objects.get().cover == Picture.objects.latest("pk")


def test_a_text_shows_pictures_of_the_library_and_a_new_one_dropped_on_it(editor):
    river = taking.picture(photo(), {"ru": "Река", "en": "A river"}).row
    post = make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>")
    editor.goto(f"/admin/blog/post/{post.pk}/change/")
    editor.click("#id_body_ru_editor")
    editor.locator(".prose-tools [data-tool=picture]").first.click()
    editor.locator(".prose-dialog button.quiet").first.click()
    editor.click(".prose-dialog [data-picture]")
    editor.click(".prose-dialog [type=submit]")
    editor.locator("#id_body_ru_editor figure img").wait_for()
    drop(editor, "#id_body_ru_editor p", photograph("new.jpg", "tan"))
    editor.locator("#id_body_ru_editor figure img").nth(1).wait_for()
    editor.click("[name=_continue]")
    editor.locator(".success").wait_for()
    body = Post.objects.get().body_ru
    assert f'<img src="{river.file.url}" alt="Река" width="640" height="480">' in body
    new = Picture.objects.latest("pk")
    assert new.file.url in body
    assert [len(usage.places(each)) for each in (river, new)] == [1, 1]


def test_everything_works_without_scripts(page_without_scripts):
    page = come_in(page_without_scripts)
    page.goto(f"{PICTURES}add/")
    page.set_input_files(
        "[type=file]", [chosen(*photograph()), chosen("b.jpg", saved(image(colour="navy")))]
    )
    browser.follow(page, "[data-drop] button")
    assert page.url.endswith(PICTURES)
    first, second = Picture.objects.order_by("pk")
    page.goto(f"{PICTURES}{first.pk}/change/")
    page.fill("[name=focus_x]", "10")
    browser.follow(page, "[name=_save]")
    post = make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>")
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    page.select_option("[name=cover]", str(second.pk))
    browser.follow(page, "[name=_continue]")
    assert Post.objects.get().cover == second
    page.set_input_files("[name=cover_file]", chosen(*photograph("c.jpg", "tan")))
    browser.follow(page, "[name=_continue]")
    assert Post.objects.get().cover == Picture.objects.latest("pk") != second


def test_axe_finds_nothing_and_a_phone_is_wide_enough(editor):
    with_some_picture(editor)
    picture = make_picture(alt_ru="Река", alt_en="A river")
    usage.note(make_post(cover=picture))
    document = Document.objects.create(
        file="library/x/report.pdf", size=9, pages=1, title_ru="Отчёт", title_en="Report",
        sent_hash=b"x", content_hash=b"x", uploaded_at=timezone.now(),
    )  # fmt: skip
    files = "/admin/library/document/"
    found = []
    for address in (
        PICTURES, f"{PICTURES}add/", f"{PICTURES}{picture.pk}/change/", f"{PICTURES}?_popup=1",
        files, f"{files}add/", f"{files}{document.pk}/change/", f"{PICTURES}{picture.pk}/delete/",
    ):  # fmt: skip
        found += violations(editor, address)
        found += [] if is_narrow(editor) else [f"{address} is too wide"]
    assert not found, "\n".join(found)
