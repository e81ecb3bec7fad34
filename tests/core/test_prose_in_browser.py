"""The editor of bodies in a real browser, under our policy, as an editor uses it."""

import base64

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils.translation import override
from playwright.sync_api import expect

from blog.models import Post
from core import html
from core.prose import WORDS
from library import taking
from library.models import Picture
from tests.core.test_pasting import BUILDER, BUILDER_CLEAN, GOOGLE, GOOGLE_CLEAN, WORD, WORD_CLEAN
from tests.factories import make_editor, make_post, sign_in_with_second_factor
from tests.library.sending import photo

VIDEO = "https://www.youtube.com/watch?v=abcdef-_123"
PICTURE = "/static/img/bell.svg"
ADD = "/admin/blog/post/add/"

PUT = """(html) => {
  const textarea = document.querySelector("#id_body_ru");
  textarea.value = html;
  textarea.dispatchEvent(new Event("change"));
}"""

PASTE = """(html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "plain");
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(".ProseMirror").dispatchEvent(event);
}"""


def come_in(page, language="en"):
    """As an editor who has signed in, reading the admin in a language."""
    client = Client()
    sign_in_with_second_factor(client, make_editor(name="Вера", language=language))
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "domain": "127.0.0.1", "path": "/"}
    page.context.add_cookies([cookie])
    return page


@pytest.fixture
def desk(page):
    """The page on which a post is added."""
    come_in(page).goto(ADD)
    page.locator("#id_body_ru_editor").wait_for()
    page.fill("[name=title_ru]", "Пост")
    return page


@pytest.fixture
def text(desk):
    """Where one writes in Russian."""
    found = desk.locator("#id_body_ru_editor")
    found.click()
    return found


def press(page, name):
    page.locator(f".prose-tools [data-tool={name}]").first.click()


def answer(page, **values):
    for name, value in values.items():
        page.fill(f".prose-dialog [name={name}]", value)
    page.click(".prose-dialog [type=submit]")
    page.locator(".prose-dialog").wait_for(state="detached")


def saved(page):
    """The body as it is stored."""
    page.click("[name=_save]")
    page.locator(".success, .errorlist").first.wait_for()
    assert page.locator(".errorlist").all_inner_texts() == []
    return Post.objects.get().body_ru


def test_words_marks_lists_and_quotes_are_written(desk, text):
    keys = desk.keyboard
    press(desk, "heading")
    keys.type("Раз")
    keys.press("Enter")
    keys.press("Control+b")
    keys.type("жирно")
    keys.press("Control+b")
    press(desk, "italic")
    keys.type(" косо")
    press(desk, "italic")
    keys.press("Enter")
    press(desk, "bullets")
    keys.type("пункт")
    keys.press("Enter")
    keys.press("Enter")
    press(desk, "quote")
    keys.type("цитата")
    press(desk, "divider")
    assert saved(desk) == (
        "<h2>Раз</h2><p><strong>жирно</strong><em> косо</em></p><ul><li>пункт</li></ul>"
        "<blockquote><p>цитата</p><hr></blockquote>"
    )


def test_a_numbered_list_begins_as_it_is_typed_and_a_year_does_not(desk, text):
    for line in ("3. раз", "два", "", "1917. Год"):
        desk.keyboard.type(line)
        desk.keyboard.press("Enter")
    assert saved(desk) == '<ol start="3"><li>раз</li><li>два</li></ol><p>1917. Год</p>'


def test_a_link_is_made_and_taken_away(desk, text):
    desk.keyboard.type("сюда")
    desk.keyboard.press("Control+a")
    press(desk, "link")
    answer(desk, href="/ru/blog/")
    expect(desk.locator("#id_body_ru")).to_have_value('<p><a href="/ru/blog/">сюда</a></p>')
    desk.keyboard.press("Control+k")
    desk.check(".prose-dialog [name=gone]")
    answer(desk)
    assert saved(desk) == "<p>сюда</p>"


def test_an_address_that_leads_nowhere_is_refused_in_the_dialog(desk, text):
    press(desk, "link")
    desk.fill(".prose-dialog [name=href]", "javascript:alert(1)")
    desk.click(".prose-dialog [type=submit]")
    expect(desk.locator(".prose-dialog :invalid")).not_to_have_count(0)
    desk.keyboard.press("Escape")
    expect(desk.locator(".prose-dialog")).to_have_count(0)
    desk.locator("#id_body_ru_editor:focus").wait_for()


def test_a_picture_gets_its_description_and_its_caption(desk, text):
    press(desk, "picture")
    answer(desk, src=PICTURE, alt="Река")
    desk.locator("#id_body_ru_editor figcaption").click()
    desk.keyboard.type("На рассвете")
    desk.locator("#id_body_ru_editor > p").click()
    desk.keyboard.type("дальше")
    assert saved(desk) == (
        f'<figure><img src="{PICTURE}" alt="Река"><figcaption>На рассвете</figcaption></figure><p>дальше</p>'
    )


def test_a_picture_without_a_description_says_so(desk, text):
    press(desk, "picture")
    answer(desk, src=PICTURE)
    expect(desk.locator("#id_body_ru_editor .missing")).to_be_visible()
    desk.locator("#id_body_ru_editor figure img").click()
    press(desk, "picture")
    answer(desk, alt="Река")
    expect(desk.locator("#id_body_ru_editor .missing")).to_be_hidden()


def test_a_picture_is_chosen_from_the_library_with_its_description(desk, text):
    bell, _other = (
        taking.picture(photo(size=(60, 40), colour=colour), {"ru": alt, "en": name})[0]
        for colour, name, alt in (("teal", "A bell", "Колокол"), ("red", "A mill", "Мельница"))
    )
    press(desk, "picture")
    desk.get_by_role("button", name="Choose from the library").click()
    desk.fill(".prose-dialog [type=search]", "bell")
    desk.get_by_role("button", name="A mill").wait_for(state="detached")
    desk.get_by_role("button", name="A bell").click()
    expect(desk.locator(".prose-dialog [name=alt]")).to_have_value("Колокол")
    answer(desk)
    assert saved(desk) == (
        f'<figure><img src="{bell.file.url}" alt="Колокол" width="60" height="40"></figure>'
    )
    assert bell.uses.count() == 1


def test_a_picture_dropped_on_the_text_is_sent_to_the_library(desk, text):
    desk.evaluate(
        """(content) => {
          const dataTransfer = new DataTransfer();
          const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
          dataTransfer.items.add(new File([bytes], "bell.jpg", { type: "image/jpeg" }));
          const { x, y } = document.querySelector("#id_body_ru_editor p").getBoundingClientRect();
          const at = { clientX: x + 5, clientY: y + 5, bubbles: true, cancelable: true, dataTransfer };
          document.querySelector("#id_body_ru_editor p").dispatchEvent(new DragEvent("drop", at));
        }""",
        base64.b64encode(photo(size=(60, 40)).read()).decode(),
    )
    desk.locator("#id_body_ru_editor figure img").wait_for()
    assert Picture.objects.get().file.url in saved(desk)


def test_a_table_is_made_and_grows(desk, text):
    press(desk, "table")
    answer(desk, rows="2", cols="2")
    desk.keyboard.type("год")
    press(desk, "row")
    press(desk, "table_caption")
    answer(desk, caption="Итоги")
    empty = "<tr><td></td><td></td></tr>"
    assert saved(desk) == (
        "<table><caption>Итоги</caption><tbody><tr><th>год</th><th></th></tr>"
        f"{empty}{empty}</tbody></table>"
    )


def test_a_callout_is_made_changed_and_lifted(desk, text):
    desk.keyboard.type("осторожно")
    press(desk, "callout")
    desk.select_option(".prose-dialog select", "warning")
    answer(desk)
    assert (
        desk.input_value("#id_body_ru") == '<aside class="callout warning"><p>осторожно</p></aside>'
    )
    press(desk, "callout")
    desk.select_option(".prose-dialog select", "")
    answer(desk)
    assert saved(desk) == "<p>осторожно</p>"


def test_an_embed_is_made_from_any_address_of_a_video_and_asks_nobody(desk, text):
    press(desk, "embed")
    desk.fill(".prose-dialog [name=href]", "https://evil.example/watch?v=abcdef-_123")
    desk.fill(".prose-dialog [name=title]", "Фильм")
    desk.click(".prose-dialog [type=submit]")
    expect(desk.locator(".prose-dialog input:invalid")).to_have_count(1)
    answer(desk, href="https://youtu.be/abcdef-_123?si=x")
    assert saved(desk) == (
        f'<figure class="embed"><a href="{VIDEO}" rel="noopener noreferrer">Фильм</a></figure>'
    )


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [(WORD, WORD_CLEAN), (GOOGLE, GOOGLE_CLEAN), (BUILDER, BUILDER_CLEAN)],
    ids=["Word", "Google Docs", "a site builder"],
)
def test_what_is_pasted_comes_out_clean(desk, text, pasted, expected):
    desk.evaluate(PASTE, pasted)
    assert saved(desk) == expected.replace("\n", " ")


def test_html_is_written_by_hand_and_read_back(desk, text):
    press(desk, "source")
    desk.fill("#id_body_ru", "<h2>Раз</h2><p>два<script>alert(1)</script></p>")
    press(desk, "source")
    assert text.inner_text().split() == ["Раз", "два"]
    press(desk, "source")
    desk.fill("#id_body_ru", "<p>три</p><p onclick=x>четыре</p>")
    assert saved(desk) == "<p>три</p><p>четыре</p>"


KEPT = [
    "<p>a <strong>b <em>c</em></strong> <s>d</s><sub>1</sub><sup>2</sup> <code>e</code></p>",
    '<p><abbr title="Long">f</abbr> <time datetime="2026-01-02">g</time> <mark>h</mark> <del>i</del> <ins>j</ins></p>',
    "<p><small>k</small> <cite>l</cite> <q>m</q> <kbd>n</kbd> <var>o</var> <samp>p</samp></p>",
    '<p lang="be">q <span lang="en">r</span> <a href="/x" title="T" hreflang="en">s</a> <a href="/y"><code>t</code></a></p>',
    '<h2 lang="en">a</h2><h3>b</h3><h4>c <em>d</em></h4><hr><p>e<br>f</p>',
    '<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ul><ol start="3"><li>e</li></ol>',
    "<blockquote><p>a</p><ul><li>b</li></ul></blockquote><pre> a\n  b</pre>",
    "<dl><dt>a</dt><dd>b</dd><dd><p>c</p><p>d</p></dd></dl><details><summary>a <em>b</em></summary><p>c</p></details>",
    '<table><caption>C</caption><tbody><tr><th scope="col">a</th><th>b</th></tr><tr><td colspan="2">c <em>d</em></td></tr></tbody></table>',
    '<aside><p>a</p><h3>b</h3></aside><aside class="callout tip"><p>a</p><ul><li>b</li></ul></aside>',
    '<figure><img src="PICTURE" alt="A" width="3" height="4"><figcaption>a <em>b</em></figcaption></figure>',
    '<figure><img src="PICTURE" alt="A"></figure><p>a <img src="PICTURE" alt=""> b</p>',
    '<figure><a href="/x"><img src="PICTURE" alt="A"></a><figcaption>a</figcaption></figure>',
    '<figure><img src="PICTURE" alt="A"><img src="PICTURE" alt="B"></figure>',
    '<figure class="embed"><a href="https://t.me/example_news/42">Post</a><figcaption>c</figcaption></figure>',
]


def test_a_text_opened_and_saved_loses_nothing(desk):
    for sample in KEPT:
        sample = html.clean(sample.replace("PICTURE", PICTURE))
        desk.evaluate(PUT, sample)
        shown = desk.evaluate("document.querySelector('#id_body_ru_editor').editor.getHTML()")
        assert html.clean(shown) == sample


def test_who_writes_into_the_textarea_is_heard_and_tells_of_what_is_written(desk, text):
    desk.evaluate(
        "document.querySelector('#id_body_ru').addEventListener('input', () => window.heard = true)"
    )
    assert desk.evaluate(PUT, "<p>из черновика</p>") is None
    assert text.inner_text() == "из черновика"
    assert desk.evaluate("window.heard") is None
    desk.keyboard.press("End")
    desk.keyboard.type("!")
    assert desk.evaluate("window.heard") is True


def test_a_text_that_is_only_looked_at_stays_as_it_is(page):
    body = "<p>a\n  b</p>\n<table><thead><tr><th>c</th></tr></thead></table>"
    post = make_post(title_ru="Пост", slug_ru="post", body_ru=body)
    come_in(page).goto(f"/admin/blog/post/{post.pk}/change/")
    page.locator("#id_body_ru_editor").click()
    expect(page.locator("#id_body_ru")).to_have_value(body)


def test_without_scripts_the_textarea_works(page_without_scripts):
    page = page_without_scripts
    come_in(page).goto(ADD)
    page.fill("[name=title_ru]", "Пост")
    page.fill(
        "[name=body_ru]",
        '<h1>Раз</h1><aside class="callout tip">два</aside><img src=x onerror=alert(1)>',
    )
    assert saved(page) == '<h2>Раз</h2><aside class="callout tip"><p>два</p></aside>'


def test_the_textarea_stays_where_the_editor_fails(page):
    page.route("**/django_prose_editor/editor*.js", lambda route: route.abort())
    come_in(page).goto(ADD)
    page.fill("[name=title_ru]", "Пост")
    page.fill("[name=body_ru]", "<p>всё равно</p>")
    assert saved(page) == "<p>всё равно</p>"
    page.watch.problems.clear()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_toolbar_speaks_the_editors_language(page, language):
    come_in(page, language).goto(ADD)
    with override(language):
        toolbar, bold = str(WORDS["toolbar"]), str(WORDS["bold"])
    bar = page.get_by_role("toolbar", name=toolbar).first
    expect(bar.get_by_role("button", name=bold, exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )


def test_the_toolbar_is_one_stop_and_its_keys_lead_to_the_text_and_back(desk, text):
    desk.keyboard.press("Alt+F10")
    named = "document.activeElement.dataset.tool"
    assert desk.evaluate(named) == "heading"
    for key, tool in [("ArrowRight", "subheading"), ("End", "source"), ("ArrowRight", "heading")]:
        desk.keyboard.press(key)
        assert desk.evaluate(named) == tool
    expect(desk.locator(".prose-tools").first.locator("[tabindex='0']:visible")).to_have_count(1)
    assert desk.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    desk.keyboard.press("Escape")
    desk.locator("#id_body_ru_editor:focus").wait_for()


def test_the_text_has_the_name_of_its_field_and_its_language(desk):
    column = desk.get_by_role("group", name="Русский")
    text = column.get_by_role("textbox", name="Text:")
    assert text.get_attribute("lang") == "ru"
    desk.locator("label[for=id_body_ru]").click()
    desk.locator("#id_body_ru_editor:focus").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_editor_and_its_dialogs(desk, text, scheme):
    desk.emulate_media(color_scheme=scheme)
    sample = "".join(KEPT).replace("PICTURE", PICTURE).replace(' alt="A"', "", 1)
    desk.evaluate(PUT, html.clean(sample))
    found = [*violations(desk, ".prose-editor")]
    for tool in ("picture", "embed", "callout", "table", "link"):
        desk.keyboard.press("Control+Home")
        press(desk, tool)
        found += violations(desk, ".prose-dialog")
        desk.click(".prose-dialog .bar .quiet")
    assert not found, "\n".join(found)


def violations(page, where):
    answer = Axe().run(page, context=where, options={"preload": False}).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in answer
        for node in each["nodes"]
    ]


def test_on_a_phone_nothing_sticks_out_and_buttons_are_large(desk):
    desk.set_viewport_size({"width": 390, "height": 800})
    wide = "document.querySelector('.prose-editor').getBoundingClientRect().right"
    assert desk.evaluate(wide) <= 390
    box = desk.locator(".prose-tools [data-tool=bold]").first.bounding_box()
    assert box["width"] >= 44 and box["height"] >= 44
    press(desk, "embed")
    box = desk.locator(".prose-dialog").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_the_text_looks_like_a_text_among_the_admins_own_rules(desk, text):
    desk.evaluate(
        PUT, "<p>a</p><ul><li>b</li></ul><table><caption>c</caption><tr><td>d</td></tr></table>"
    )
    style = "(each) => { const { fontFamily, fontSize } = getComputedStyle(each); return fontFamily + fontSize; }"
    assert len({text.locator(each).first.evaluate(style) for each in ("p", "li", "li p")}) == 1
    listed = text.locator("ul")
    assert listed.evaluate("(list) => getComputedStyle(list).paddingInlineStart") == "25.5px"
    assert listed.locator("li").evaluate("(item) => getComputedStyle(item).listStyleType") == "disc"
    caption = text.locator("caption")
    assert (
        caption.evaluate("(each) => getComputedStyle(each).backgroundColor") == "rgba(0, 0, 0, 0)"
    )
