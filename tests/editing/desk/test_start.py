"""What the start page of the admin tells those who write and publish."""

import datetime
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import Post
from editing import drafting, history, publishing, saving
from editing.desk.start import days
from tests.editing.people import client_of, make_publisher, make_writer
from tests.factories import make_editor, make_post, make_user, spelled

pytestmark = pytest.mark.django_db
ENGLISH = {"title_en": "House", "slug_en": "house", "body_en": "<p>Yes</p>"}


def begin(person, title="Дом", **more):
    post = Post()
    fields = {"title_ru": title, "slug_ru": f"s{Post.objects.count()}", "body_ru": "<p>Да</p>"}
    saving.save(post, fields | more, by=person, based_on=0)
    return post


def save(post, person, **fields):
    saving.save(post, fields, by=person, based_on=history.latest(post))


def step(verb, post, *args, **more):
    verb(post, *args, **{"by": None, "based_on": history.latest(post)} | more)


def start(person):
    return client_of(person).get("/admin/").content.decode()


def panel(person, name):
    """What a panel says, in English, without tags; empty where there is none."""
    person.language = "en"
    person.save(update_fields=["language"])
    found = re.search(rf'(?s)<section [^>]*id="{name}-panel".*?</section>', start(person))
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split()) if found else ""


def links(person, name):
    section = re.search(rf'(?s)<section [^>]*id="{name}-panel".*?</section>', start(person))
    return [unescape(each) for each in re.findall(r'href="([^"]+)"', section[0])]


def change(post):
    return f"/admin/blog/post/{post.pk}/change/"


# My drafts


def test_what_i_began_or_saved_last_is_mine_until_readers_have_it():
    anna, vera = make_publisher(), make_publisher()
    begun = begin(anna, "Начатое")
    save(begun, vera, summary_ru="О доме")
    saved = begin(vera, "Доделанное")
    save(saved, anna, summary_ru="О доме")
    out = begin(anna, "Вышедшее")
    step(publishing.publish, out, "ru", by=anna)
    theirs = begin(vera, "Чужое")
    save(theirs, anna, summary_ru="О доме")
    save(theirs, vera, summary_ru="О саде")
    assert links(anna, "drafts") == [change(saved), change(begun), "/admin/blog/post/add/"]


def test_a_draft_names_the_languages_that_are_to_be_finished_alone():
    anna = make_publisher()
    post = begin(anna, **ENGLISH)
    assert "RU: draft EN: draft" in panel(anna, "drafts")
    step(publishing.publish, post, "ru", by=anna)
    assert "EN: draft" in panel(anna, "drafts") and "RU:" not in panel(anna, "drafts")
    step(publishing.send_to_review, post, "en", by=anna)
    assert "House" not in panel(anna, "drafts")
    step(publishing.withdraw, post, "ru", by=anna)
    assert "RU: withdrawn" in panel(anna, "drafts")


def test_words_that_were_not_saved_are_one_click_away():
    anna = make_publisher()
    post = make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>")
    drafting.keep(anna, post, {"title_ru": "Новый дом"}, based_on=0)
    drafting.keep(anna, Post(), {"title_ru": "", "title_en": "Never saved"}, based_on=0, key="k1")
    drafting.keep(make_publisher(), post, {"title_ru": "Чужой"}, based_on=0)
    said = panel(anna, "drafts")
    assert "Новый дом" in said and "Never saved" in said and "Чужой" not in said
    new, old, _add = links(anna, "drafts")
    assert (new, old) == ("/admin/blog/post/add/?draft=k1", f"{change(post)}?draft=mine")
    assert "Новый дом" in client_of(anna).get(old).content.decode()


def test_a_draft_that_opens_nowhere_any_more_is_not_named():
    anna, writer = make_publisher(), make_writer()
    gone, theirs = begin(anna), begin(anna)
    for person, post in ((anna, gone), (writer, theirs)):
        drafting.keep(person, post, {"title_ru": "Новый дом"}, based_on=1)
    saving.delete(gone, by=anna)
    assert "Новый дом" not in panel(anna, "drafts") + panel(writer, "drafts")


def test_who_has_nothing_in_the_works_may_begin():
    said = panel(make_writer(), "drafts")
    assert said == "My drafts You have nothing in the works. Begin: post"


# What waits


def test_who_publishes_sees_what_waits_for_review_with_the_note_longest_first():
    writer, anna = make_writer(), make_publisher()
    for title, note in (("Дом", "Проверь цифры"), ("Сад", "")):
        step(publishing.send_to_review, begin(writer, title), "ru", by=writer, note=note)
    said = panel(anna, "review")
    assert re.search(rf"Дом RU {writer.name}, since [A-Z].* Проверь цифры Сад RU", said)
    step(publishing.publish, Post.objects.get(title_ru="Дом"), "ru")
    assert "Дом" not in panel(anna, "review")


def test_a_writer_sees_of_each_panel_their_own():
    writer, other = make_writer(), make_writer()
    step(publishing.send_to_review, begin(writer, "Дом"), "ru", by=writer)
    step(publishing.schedule, begin(writer, "Сад"), "ru", timezone.now() + datetime.timedelta(1))
    lagging = begin(writer, "Двор")
    save(lagging, writer, **ENGLISH)
    save(lagging, writer, body_ru="<p>Нет</p>")
    assert "Дом" in panel(writer, "review") and "Сад" in panel(writer, "scheduled")
    assert "House" in panel(writer, "behind")
    assert [panel(other, name) for name in ("review", "scheduled", "behind")] == ["", "", ""]


def test_who_publishes_is_told_that_nothing_waits():
    assert panel(make_publisher(), "review") == "Waiting for review Nothing waits for review."


def test_what_is_scheduled_is_told_in_the_editors_own_time():
    anna = make_publisher()
    anna.time_zone = "Asia/Tbilisi"
    anna.save(update_fields=["time_zone"])
    for title, day in (("Позже", 9), ("Раньше", 8)):
        at = datetime.datetime(2040, 3, day, 7, tzinfo=datetime.UTC)
        step(publishing.schedule, begin(anna, title), "ru", at)
    said = panel(anna, "scheduled")
    assert "Раньше RU March 8, 2040, 11 a.m. Позже RU March 9, 2040, 11 a.m." in said
    assert said.endswith("Time in Tbilisi")


def test_a_translation_that_is_behind_leads_to_what_changed():
    anna = make_publisher()
    post = begin(anna)
    save(post, anna, **ENGLISH)
    for text in ("Раз", "Два"):
        save(post, anna, body_ru=f"<p>{text}</p>")
    assert re.search(r"House RU → EN behind by 2 edits, original changed", panel(anna, "behind"))
    [address] = links(anna, "behind")
    assert address == f"{change(post)}#changed-en"
    assert 'id="changed-en"' in client_of(anna).get(address).content.decode()
    save(post, anna, body_ru="<p>Да</p>")
    assert panel(anna, "behind") == ""


def test_a_panel_names_eight_and_leads_to_the_whole_list():
    anna = make_publisher()
    at = timezone.now() + datetime.timedelta(days=1)
    for number in range(10):
        post = begin(anna, f"Дом {number}")
        step(publishing.schedule, post, "ru", at)
        step(publishing.send_to_review, begin(anna, f"Сад {number}"), "ru")
        begin(anna, f"Двор {number}")
    lists = {"scheduled": "state=scheduled", "review": "state=review", "drafts": "state=draft"}
    for name, query in lists.items():
        assert links(anna, name)[8] == f"/admin/blog/post/?{query}"
    assert "The whole list: posts (10)" in panel(anna, "review")


# The picture


def test_the_picture_counts_by_day_and_language_on_the_editors_clock():
    anna = make_publisher()
    today = timezone.localdate()
    noon = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    make_post(published_at=noon - datetime.timedelta(days=2), **ENGLISH)
    make_post(published_at=noon - datetime.timedelta(days=2, seconds=1))
    make_post(published_at=noon - datetime.timedelta(days=29))
    make_post(published_at=noon - datetime.timedelta(days=29, seconds=1))  # too long ago
    make_post(published_at=timezone.now() + datetime.timedelta(hours=1))  # not yet
    page = start(anna)
    table = re.search(r"(?s)<div class=\"visually-hidden\"><table>.*?</table>", page)[0]
    rows = re.findall(r"<td>(\d)</td><td>(\d)</td>", table)
    assert rows == [("0", "1"), ("1", "0"), ("1", "0")]
    assert len(re.findall('class="none"', page)) == days.DAYS - 3
    assert days.named(today - datetime.timedelta(days=2)) in table


def test_a_day_is_that_of_the_editors_clock():
    anna = make_publisher()
    anna.time_zone = "Pacific/Auckland"
    anna.save(update_fields=["time_zone"])
    late = timezone.now().replace(hour=13, minute=30) - datetime.timedelta(days=3)
    make_post(published_at=late)
    with timezone.override("Pacific/Auckland"):
        day = days.named(timezone.localdate(late))
    assert f'<th scope="row">{day}</th>' in start(anna)


@pytest.mark.parametrize("numbers", [[0, 0], [1, 0], [0, 2], [3, 4], [1, 500]])
def test_bars_stand_upon_one_another_and_within_the_picture(numbers):
    top = max(days.LEAST, sum(numbers))
    bars = days.bars(numbers, top)
    assert all(bar.y >= days.HEAD and bar.height > 0 for bar in bars)
    assert bars[0].y + bars[0].height == days.HEAD + days.HEIGHT
    assert len(bars) == max(1, sum(map(bool, numbers)))


def test_weeks_are_named_where_there_is_room_and_nothing_is_styled_in_place():
    make_post()
    page = start(make_publisher())
    drawn = re.search(r'(?s)<svg class="start-days".*?</svg>', page)[0]
    assert drawn.count('class="week"') in (4, 5)
    assert "style=" not in page and drawn.count("<title>") == days.DAYS


# For whom, and at what cost


def test_who_writes_nothing_sees_no_panel_of_texts():
    page = start(make_user(is_staff=True))
    assert "start-panel" not in page
    assert "start-panel" in start(make_writer())


def fill(person, count):
    at = timezone.now() + datetime.timedelta(days=1)
    for number in range(count):
        post = begin(person, f"Дом {number}")
        save(post, person, title_en="House", slug_en=f"h{post.pk}", body_en="<p>Yes</p>")
        save(post, person, body_ru="<p>Нет</p>")
        drafting.keep(person, post, {"title_ru": "Сад"}, based_on=3)
        step(publishing.send_to_review, begin(make_user(name=spelled(900 + post.pk), is_staff=True, is_superuser=True)), "ru")  # fmt: skip
        step(publishing.schedule, begin(person), "ru", at)
        make_post()


def test_the_start_page_takes_the_same_queries_however_much_there_is():
    anna = make_editor()
    client, costs = client_of(anna), []
    for count in (2, 5, 13):
        fill(anna, count)
        client.get("/admin/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/")
        costs.append(len(captured))
    assert costs[0] == costs[1] and costs[2] == costs[0] + 3  # how many there are beyond the eighth
    assert costs[2] <= 20, [each["sql"][:90] for each in captured]
