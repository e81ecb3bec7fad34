"""The box in a real browser: suggestions by keyboard, pointer and screen reader; and without any of it."""

import pytest
from playwright.sync_api import expect

from search.results import Count, Piece, Result, Results
from search.sources import Found, Hit, Suggested
from tests import browser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """The texts that were asked for, while the search finds one thing and suggests three."""
    texts = []

    def suggest(text, user):
        texts.append(text)
        words = [Suggested("выборы", ""), Suggested("<b>О выборах</b>", "/ru/mirrors/", "Запись")]
        return (
            [*words, Suggested("Помощь", "/ru/forum/", "Раздел")] if text.startswith("вы") else []
        )

    def find(wish, user):
        hit = Hit("Title", "/ru/", "Text", "ru")
        one = Result(hit, Found(1, "ru"), "", [Piece("Title")], [Piece("Text")])
        return Results(wish, [one], Count(1), Count(1))

    monkeypatch.setattr("search.views.suggest", suggest)
    monkeypatch.setattr("search.views.find", find)
    return texts


@pytest.fixture
def box(page):
    page.goto("/ru/search/")
    return page.get_by_role("combobox")


def options(page):
    return page.get_by_role("option")


def type_in(box, text="вы"):
    box.press_sequentially(text)
    expect(options(box.page)).to_have_count(3)


def is_chosen(box, number):
    """The box points at this option, and only it says that it is selected."""
    chosen = box.page.locator('[aria-selected="true"]')
    expect(chosen).to_have_count(1)
    expect(options(box.page).nth(number)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options(box.page).nth(number).get_attribute("id"))  # fmt: skip


def is_closed(box):
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.get_attribute("aria-activedescendant") is None
    expect(box.page.locator("#suggestions")).to_be_hidden()


def test_typing_opens_a_list_that_a_screen_reader_is_told_of(page, box):
    is_closed(box)
    type_in(box)
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-controls") == page.get_by_role("listbox").get_attribute("id")
    assert box.get_attribute("aria-autocomplete") == "list"
    expect(page.get_by_role("listbox", name="Подсказки")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Подсказок: 3")
    expect(options(page).nth(1)).to_have_text("<b>О выборах</b> Запись")


def test_arrows_go_round_through_the_box_and_escape_closes(page, box):
    type_in(box)
    box.press("ArrowDown")
    is_chosen(box, 0)
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowUp")
    is_chosen(box, 2)
    for key in ("Home", "End"):
        box.press("ArrowDown")
        box.press(key)
        assert box.get_attribute("aria-activedescendant") is None
    box.press("Escape")
    is_closed(box)
    expect(box).to_have_value("вы")
    expect(box).to_be_focused()
    box.press("ArrowDown")
    expect(options(page)).to_have_count(3)


def test_enter_opens_what_is_chosen_and_searches_when_nothing_is(page, box, live_server):
    type_in(box)
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/ru/mirrors/")
    page.goto("/ru/search/")
    type_in(box)
    box.press("Enter")
    page.wait_for_url("**/ru/search/?q=*")
    expect(box).to_have_value("вы")


def test_a_word_that_is_chosen_is_searched_for(page, box):
    type_in(box)
    options(page).first.click()
    page.wait_for_url("**/ru/search/?q=*")
    expect(box).to_have_value("выборы")


def test_a_touch_opens_what_it_hits(chromium, live_server, box):
    with browser.watched_page(chromium, live_server.url, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800}) as phone:  # fmt: skip
        phone.goto("/ru/search/")
        field = phone.get_by_role("combobox")
        type_in(field)
        assert min(option.bounding_box()["height"] for option in options(phone).all()) >= 44
        options(phone).last.tap()
        phone.wait_for_url("**/ru/forum/")


def test_leaving_the_box_closes_the_list(box):
    type_in(box)
    box.press("Tab")
    is_closed(box)


def test_the_server_is_asked_once_for_what_was_typed_at_once(page, box, asked):
    box.evaluate(
        """async (box) => {
          for (const text of ["вы", "выб", "выбо"]) {
            box.value = text;
            box.dispatchEvent(new InputEvent("input"));
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        }"""
    )
    expect(options(page)).to_have_count(3)
    assert asked == ["выбо"]


def test_one_letter_closes_the_list_and_is_not_asked_for(page, box, asked):
    type_in(box)
    for text in ("в", " ", ""):
        box.fill(text)
        page.wait_for_timeout(200)
        is_closed(box)
    assert asked == ["вы"]


def test_a_word_being_composed_is_asked_for_and_its_keys_are_left_alone(page, box):
    """A phone’s keyboard composes every word, and ends none before the space."""
    box.focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "вы", "selectionStart": 2, "selectionEnd": 2})
    expect(options(page)).to_have_count(3)
    for key in ("ArrowDown", "Enter", "Escape"):
        box.evaluate("(box, key) => box.dispatchEvent(new KeyboardEvent('keydown', { key, isComposing: true }))", key)  # fmt: skip
    expect(options(page)).to_have_count(3)
    assert box.get_attribute("aria-activedescendant") is None
    session.send("Input.insertText", {"text": "вы"})
    expect(box).to_have_value("вы")


def test_typing_on_leaves_the_suggestion_so_that_enter_searches(page, box):
    type_in(box)
    page.route("**/suggestions/**", lambda route: None)  # the next answer is slow
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press_sequentially("б")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("Enter")
    page.wait_for_url("**/ru/search/?q=*")
    expect(box).to_have_value("выб")


def test_when_the_server_fails_the_form_still_works(page, box):
    type_in(box)
    page.route("**/suggestions/**", lambda route: route.fulfill(status=204))
    box.press_sequentially("б")
    is_closed(box)
    box.press("Enter")
    page.wait_for_url("**/ru/search/?q=*")


def test_who_saves_data_is_asked_nothing_for(chromium, live_server, asked):
    with browser.watched_page(chromium, live_server.url) as page:
        page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")  # fmt: skip
        page.goto("/ru/search/")
        page.locator("#q").press_sequentially("выборы")
        page.wait_for_timeout(300)
    assert asked == []


@pytest.mark.parametrize("key", ["/", "."])
def test_a_slash_leads_to_the_box_from_anywhere(page, key):
    """On a Russian keyboard its key says a dot."""
    press = """(key) => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", { key, code: "Slash", bubbles: true, cancelable: true }))"""
    page.goto("/ru/")
    page.evaluate(press, key)
    page.wait_for_url("**/ru/search/#q")
    expect(page.locator("#q")).to_be_focused()
    page.goto("/ru/search/?q=a")
    page.evaluate(press, key)
    expect(page.locator("#q")).to_be_focused()


def test_a_slash_in_a_field_or_with_another_key_is_left_alone(page, box):
    page.keyboard.press("Control+/")
    expect(box).not_to_be_focused()
    box.press_sequentially("и/или")
    expect(box).to_have_value("и/или")


def test_an_address_has_only_what_was_chosen(page, box):
    page.goto("/ru/search/?q=a&when=2025&sort=date")
    page.locator("summary").first.click()
    page.locator("#by-when").select_option("")
    page.locator(".filters button").click()
    page.wait_for_url("**/ru/search/?q=a&sort=date")


def test_without_scripts_the_form_just_works(page_without_scripts):
    page = page_without_scripts
    page.goto("/en/nothing/")
    page.fill("#q", "letters home")
    page.press("#q", "Enter")
    expect(page).to_have_url(f"{page.url.split('/en/')[0]}/en/search/?q=letters+home")
    expect(page.locator("#q")).to_have_value("letters home")
    expect(page.locator(".found h2")).to_have_text("Title")
