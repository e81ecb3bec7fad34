"""The other lists of the admin: the log, suspensions, rules, names of the older site, sections."""

import pytest

from forum import posting
from forum.models import Action, Post, Section, SpamRule, Suspension, Topic
from forum.moderation import members, topics
from forum.writing import Writing
from tests.factories import make_user
from tests.forum.factories import make_moderator, make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db
LISTS = ["report", "action", "suspension", "spamrule", "topic", "post", "section", "discussion"]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_and_finds(admin_client, name):
    make_reply(make_topic())
    SpamRule.objects.create(kind="word", pattern="казино*")
    topics.lock(Topic.objects.get(), make_moderator())
    assert admin_client.get(f"/admin/forum/{name}/").status_code == 200
    assert admin_client.get(f"/admin/forum/{name}/", {"q": "да"}).status_code == 200


@pytest.mark.parametrize("name", ["topic", "post", "action", "report"])
def test_nothing_is_typed_over(admin_client, name):
    assert admin_client.get(f"/admin/forum/{name}/add/").status_code == 403
    topics.lock(make_topic(), make_moderator())
    model = {"topic": Topic, "post": Post, "action": Action}.get(name)
    if model:
        row = model.objects.get()
        page = admin_client.get(f"/admin/forum/{name}/{row.pk}/change/").content.decode()
        assert 'name="_save"' not in page
        assert admin_client.post(f"/admin/forum/{name}/{row.pk}/change/").status_code == 403
        assert admin_client.post(f"/admin/forum/{name}/{row.pk}/delete/").status_code == 403


def test_an_author_without_a_name_has_none_in_the_admin(admin_client):
    author, topic = make_user(), make_topic(make_section(allows_anonymous=True), author=None)
    post = posting.reply(topic, author, Writing("Тихо", is_anonymous=True))
    members.suspend_author(post, make_moderator(), None, "Грубо")
    suspension = Suspension.objects.get()
    for address in (
        "post/", f"post/{post.pk}/change/", "suspension/", f"suspension/{suspension.pk}/change/",
        "action/",
    ):  # fmt: skip
        assert author.name not in admin_client.get(f"/admin/forum/{address}").content.decode()


def test_the_log_undoes_a_deed_once(admin_client):
    topic = make_topic()
    action = topics.lock(topic, make_moderator())
    page = admin_client.get(f"/admin/forum/action/{action.pk}/change/").content.decode()
    address = f"/admin/forum/action/{action.pk}/undo/"
    assert address in page
    assert admin_client.get(address).status_code == 405
    admin_client.post(address)
    topic.refresh_from_db()
    assert topic.locked_at is None
    assert (
        address not in admin_client.get(f"/admin/forum/action/{action.pk}/change/").content.decode()
    )


def test_suspensions_are_ended_from_their_list(admin_client):
    member = make_user()
    members.suspend(member, make_moderator(), None, "Спам")
    form = {"action": "lift", "_selected_action": [Suspension.objects.get().pk]}
    admin_client.post("/admin/forum/suspension/", form)
    assert not Suspension.objects.in_force().exists()


def test_a_dry_run_shows_what_a_rule_would_have_met_and_changes_nothing(admin_client):
    make_reply(make_topic(), text="Лучшее казино города")
    make_reply(make_topic(), text="Обычные слова")
    page = admin_client.get(
        "/admin/forum/spamrule/dry-run/", {"kind": "word", "pattern": "казин*"}
    ).content.decode()
    assert "Лучшее казино города" in page and "Обычные слова" not in page
    assert not SpamRule.objects.exists()


def test_a_rule_about_a_host_takes_a_pasted_address(admin_client):
    form = {"kind": "link", "pattern": "https://WWW.Example.org/page?x", "outcome": "hold"}
    admin_client.post("/admin/forum/spamrule/add/", form)
    assert SpamRule.objects.get().pattern == "example.org"
    admin_client.post("/admin/forum/spamrule/add/", form | {"pattern": "no host"})
    assert SpamRule.objects.count() == 1


def test_a_name_of_the_older_site_is_given_to_a_member(admin_client):
    post, member = make_reply(make_topic(), author=None, imported_author="Мария"), make_user()
    address = "/admin/forum/post/claims/"
    assert "Мария" in admin_client.get(address).content.decode()
    admin_client.post(address, {"imported_name": "Мария", "member": "нет-такого"})
    assert Post.objects.get(pk=post.pk).author is None
    admin_client.post(address, {"imported_name": "Мария", "member": member.name})
    assert Post.objects.get(pk=post.pk).author == member


def test_a_section_needs_a_name_in_one_language(admin_client):
    form = {
        "slug": "help", "order": 1, "colour": "red", "icon": "talk", "readers": 0, "starters": 1,
        "repliers": 1, "history_readers": 0,
    }  # fmt: skip
    admin_client.post("/admin/forum/section/add/", form)
    assert not Section.objects.exists()
    admin_client.post("/admin/forum/section/add/", form | {"name_ru": "Помощь"})
    assert Section.objects.get().name_ru == "Помощь"
