"""Many texts at once: shown first, then saved one by one by the rules for one."""

import pytest
from django.utils import timezone

from blog.models import Post
from editing import drafting, saving
from editing.desk import chosen, listing
from editing.models import Revision, What
from editing.states import Stage, State
from tests.editing.people import client_of, make_publisher, make_writer
from tests.factories import make_post, make_topic, make_translated_post

pytestmark = pytest.mark.django_db

LIST = "/admin/blog/post/"
READY = {"summary_ru": "О доме", "published_at": None}


def ask(client, action, posts, query="", **more):
    data = {"action": action, "index": "0", "_selected_action": [post.pk for post in posts]}
    return client.post(LIST + query, data | more)


def lines(response):
    """What the page would send as it stands: what is ticked."""
    return [line.value for _text, each in response.context["shown"] for line in each
            if not line.refusal and line.is_ticked]  # fmt: skip


def confirm(client, action, values, **more):
    return client.post(f"{LIST}bulk/{action}/", {"line": values} | more, follow=True)


def told(response):
    return [(each.level_tag, str(each)) for each in response.context["messages"]]


def state(post, language="ru"):
    return Post.objects.get(pk=post.pk).state_in(language)


@pytest.fixture
def anna():
    return make_publisher()


@pytest.fixture
def desk(anna):
    return client_of(anna)


def ready(**fields):
    """Nothing is to be looked at in it."""
    post = make_post(**READY | fields)
    post.topics.add(make_topic())
    return post


# Publishing and withdrawing


def test_what_is_chosen_is_shown_and_published_when_it_is_confirmed(desk, anna):
    posts = [ready(), ready()]
    response = ask(desk, "publish", posts, "?state=draft")
    assert not Revision.objects.exists() and {state(each) for each in posts} == {State.DRAFT}
    assert sorted(lines(response)) == sorted(f"{post.pk}.ru.0" for post in posts)
    query = response.context["query"]
    after = confirm(desk, "publish", lines(response), query=query, note="Вместе")
    assert after.redirect_chain == [(f"{LIST}?state=draft", 302)]
    assert [level for level, _said in told(after)] == ["success"]
    for post in posts:
        revision = Revision.objects.of(post).first()
        assert state(post) == State.PUBLISHED
        assert (revision.what, revision.saved_by, revision.note) == (What.PUBLISHED, anna, "Вместе")


def test_both_languages_of_a_text_are_one_save(desk):
    post = make_translated_post(published_at_ru=None, published_at_en=None)
    confirm(desk, "publish", [f"{post.pk}.ru.0", f"{post.pk}.en.0"])
    assert state(post) == state(post, "en") == State.PUBLISHED
    assert Revision.objects.of(post).filter(what=What.PUBLISHED).count() == 1


def test_what_there_is_to_look_at_is_told_and_not_ticked_yet(desk):
    post, bare = ready(), make_post(published_at=None)
    response = ask(desk, "publish", [post, bare])
    assert lines(response) == [f"{post.pk}.ru.0"]
    html = response.content.decode()
    assert f'value="{bare.pk}.ru.0"' in html
    assert f"/admin/blog/post/{bare.pk}/change/#id_summary_ru" in html


def test_what_can_not_come_out_has_no_tick_and_a_reason(desk):
    out = make_post()
    empty = make_translated_post(published_at=None, body_en="")
    response = ask(desk, "publish", [out, empty])
    by_code = {(text.row.pk, line.code): line.refusal
               for text, each in response.context["shown"] for line in each}  # fmt: skip
    assert by_code[out.pk, "ru"] and by_code[empty.pk, "en"] and not by_code[empty.pk, "ru"]
    assert (out.pk, "en") not in by_code  # nothing is written
    after = confirm(desk, "publish", [f"{empty.pk}.en.0"])
    assert state(empty, "en") == State.DRAFT and told(after)[0][0] == "warning"


def test_a_language_that_the_list_is_narrowed_to_is_the_one_that_is_meant(desk):
    post = make_translated_post(published_at_ru=None, published_at_en=None)
    [(_text, each)] = ask(desk, "publish", [post], "?language=en").context["shown"]
    assert [line.code for line in each] == ["en"]


def test_texts_are_withdrawn(desk):
    out, later = make_post(), make_post(published_at=timezone.now() + timezone.timedelta(days=2))
    draft = make_post(published_at=None)
    response = ask(desk, "withdraw", [out, later, draft])
    assert sorted(lines(response)) == sorted(f"{each.pk}.ru.0" for each in (out, later))
    confirm(desk, "withdraw", lines(response))
    assert (state(out), state(later)) == (State.WITHDRAWN, State.DRAFT)


def test_what_somebody_changed_meanwhile_is_left_alone_and_said(desk, anna):
    changed, other = ready(title_ru="Сад", slug_ru="sad", body_ru="<p>Да</p>"), ready()
    values = lines(ask(desk, "publish", [changed, other]))
    boris = make_publisher()
    saving.save(changed, {"title_ru": "Лес"}, by=boris, based_on=0)
    after = confirm(desk, "publish", values)
    assert (state(changed), state(other)) == (State.DRAFT, State.PUBLISHED)
    levels = [level for level, _said in told(after)]
    assert levels == ["success", "warning"]
    assert "Лес" in told(after)[1][1] and boris.name in told(after)[1][1]
    assert drafting.waiting(anna, changed) is None  # nobody wrote anything that could be lost


def test_words_of_ones_own_that_are_not_saved_are_not_passed_over(desk, anna):
    post = ready()
    drafting.keep(anna, post, {"title_ru": "Лес"}, based_on=0)
    [(text, _lines)] = ask(desk, "publish", [post]).context["shown"]
    assert text.refusal
    confirm(desk, "publish", [f"{post.pk}.ru.0"])
    assert state(post) == State.DRAFT and drafting.waiting(anna, post)


def test_what_was_deleted_meanwhile_is_said(desk):
    post = ready()
    post.delete()
    after = confirm(desk, "publish", [f"{post.pk or 7}.ru.0"])
    assert [level for level, _said in told(after)] == ["warning"]


@pytest.mark.parametrize("line", ["", "1", "x.ru.0", "1.de.0", "1.ru.-1", "1.ru.0\0", "٣.ru.0", "9" * 30 + ".ru.0"])  # fmt: skip
def test_what_is_no_tick_of_ours_does_nothing(desk, line):
    after = confirm(desk, "publish", [line])
    assert [level for level, _said in told(after)] == ["warning"]


# Who may


@pytest.mark.parametrize("name", ["publish", "withdraw"])
def test_an_author_neither_publishes_nor_withdraws(name):
    anna = make_writer()
    client = client_of(anna)
    client.post("/admin/blog/post/add/", {"title_ru": "Дом", "body_ru": "<p>Да</p>"})
    post = Post.objects.get()
    assert f'value="{name}"' not in client.get(LIST).content.decode()
    assert ask(client, name, [post]).status_code in (200, 302) and state(post) == State.DRAFT
    assert client.post(f"{LIST}bulk/{name}/", {"line": f"{post.pk}.ru.1"}).status_code == 403
    assert state(post) == State.DRAFT


@pytest.mark.parametrize("page", ["bulk/publish/", "bulk/label/"])
def test_reading_changes_nothing(desk, page):
    assert desk.get(LIST + page).status_code == 405


def test_there_are_no_other_deeds(desk):
    assert desk.post(f"{LIST}bulk/burn/").status_code == 404


# Bounds


def test_too_many_at_once_are_refused_in_words(desk, monkeypatch):
    posts = [ready() for _number in range(3)]
    monkeypatch.setattr(listing, "AT_ONCE", 2)
    response = ask(desk, "publish", posts[:1], select_across="1")
    assert response.status_code == 302
    assert told(desk.get(LIST))[0][0] == "error"
    assert ask(desk, "publish", posts).status_code == 302
    assert ask(desk, "publish", posts[:2]).status_code == 200
    assert ask(desk, "delete_selected", posts[:1], select_across="1").status_code == 302


def test_all_across_pages_are_taken_as_far_as_they_go(desk):
    posts = [ready() for _number in range(3)]
    response = ask(desk, "publish", posts[:1], select_across="1")
    assert len(lines(response)) == 3


@pytest.mark.parametrize("pk", ["x", "-1", "\0", "9" * 30, "1.5"])
def test_a_choice_of_nothing_is_no_error(desk, pk):
    data = {"action": "publish", "index": "0", "_selected_action": [pk]}
    assert desk.post(LIST, data).status_code == 302


def test_many_are_deleted_as_django_asks_for_it_and_stay_in_the_history():
    client = client_of(make_writer("publish_post", "delete_post"))
    posts = [make_post(), make_post()]
    assert Post.objects.count() == 2 and ask(client, "delete_selected", posts).status_code == 200
    assert Post.objects.count() == 2
    ask(client, "delete_selected", posts, post="yes")
    assert not Post.objects.exists() and Revision.objects.filter(what=What.DELETED).count() == 2


def test_a_save_takes_so_many_queries(desk, django_assert_max_num_queries):
    posts = [ready() for _number in range(6)]
    values = lines(ask(desk, "publish", posts))
    with django_assert_max_num_queries(30 * len(posts)):
        desk.post(f"{LIST}bulk/publish/", {"line": values})
    assert chosen.AT_ONCE <= 200


# Topics


def label(client, posts, how, topics, **more):
    """Through the page that shows it first, as a person does."""
    first = ask(client, "relabel", posts)
    data = {
        "line": [line.value for line in first.context["lines"] if not line.refusal],
        "how": how,
        "labels": [topic.pk for topic in topics],
    }
    shown = client.post(f"{LIST}bulk/label/", data)
    seen = {"seen": shown.context["form"].choice}
    return shown, client.post(f"{LIST}bulk/label/", data | seen | more, follow=True)


def topics(post):
    return set(post.topics.all())


@pytest.mark.parametrize("how", ["add", "remove", "replace"])
def test_topics_are_added_removed_and_replaced(desk, how):
    one, two, other = make_topic(), make_topic(), make_topic()
    posts = [make_post(), make_post()]
    for post in posts:
        post.topics.set([one, two])
    shown, after = label(desk, posts, how, [one, other])
    then = {"add": {one, two, other}, "remove": {two}, "replace": {one, other}}[how]
    assert set(shown.context["lines"][0].then) == {str(each) for each in then}
    assert [topics(post) for post in posts] == [then, then]
    assert told(after)[0][0] == "success" and Revision.objects.filter(what=What.SAVED).count() == 2


def test_topics_are_not_changed_before_it_was_shown_what_changes(desk):
    post, topic = make_post(), make_topic()
    data = {"line": f"{post.pk}.0", "how": "add", "labels": topic.pk}
    for seen in ("", "add:", f"remove:{topic.pk}"):
        assert desk.post(f"{LIST}bulk/label/", data | {"seen": seen}).status_code == 200
    assert topics(post) == set() and not Revision.objects.exists()


@pytest.mark.parametrize("wrong", [{"how": "burn"}, {"labels": "x"}, {"labels": "99999"}, {"labels": []}, {"how": "\0"}])  # fmt: skip
def test_a_choice_that_is_none_is_asked_again(desk, wrong):
    post, topic = make_post(), make_topic()
    data = {"line": f"{post.pk}.0", "how": "add", "labels": topic.pk, "seen": f"add:{topic.pk}"}
    assert desk.post(f"{LIST}bulk/label/", data | wrong).status_code == 200
    assert topics(post) == set()


def test_topics_of_what_somebody_changed_meanwhile_stay(desk):
    post, topic = make_post(), make_topic()
    saving.save(post, {"title_ru": "Лес"}, by=make_publisher(), based_on=0)
    data = {"line": f"{post.pk}.1", "how": "add", "labels": topic.pk, "seen": f"add:{topic.pk}"}
    after = desk.post(f"{LIST}bulk/label/", data, follow=True)
    assert topics(post) == set() and told(after)[0][0] == "warning"


def test_an_author_gives_topics_to_own_drafts_alone():
    anna = make_writer()
    client = client_of(anna)
    topic, foreign = make_topic(), make_post(published_at=None)
    for _number in range(2):
        client.post("/admin/blog/post/add/", {"title_ru": "Дом", "body_ru": "<p>Да</p>"})
    draft, out = [each.object for each in Revision.objects.filter(saved_by=anna).order_by("pk")]
    saving.save(out, {"published_at_ru": timezone.now()}, by=None, based_on=1)
    shown = ask(client, "relabel", [draft, out, foreign]).context["lines"]
    assert {(line.text.row.pk, bool(line.refusal)) for line in shown} == {(draft.pk, False), (out.pk, True)}  # fmt: skip
    data = {"line": [f"{draft.pk}.1", f"{out.pk}.2", f"{foreign.pk}.0"], "how": "add",
            "labels": topic.pk, "seen": f"add:{topic.pk}"}  # fmt: skip
    client.post(f"{LIST}bulk/label/", data)
    assert [topics(each) for each in (draft, out, foreign)] == [{topic}, set(), set()]


def test_what_changes_nothing_is_no_save(desk):
    post, topic = make_post(stage_ru=Stage.DRAFT), make_topic()
    post.topics.add(topic)
    _shown, after = label(desk, [post], "add", [topic])
    assert not Revision.objects.exists() and told(after)[0][0] == "warning"
