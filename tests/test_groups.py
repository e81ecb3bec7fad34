"""What each group of staff opens of the admin, page by page, and that none opens more."""

import itertools
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client, RequestFactory
from django.utils.translation import override

from blog.models import Post
from config import groups
from editing import publishing, saving
from editing.models import Revision
from tests.factories import make_editor, make_post, sign_in_with_second_factor
from tests.test_routes import ADMIN

pytestmark = pytest.mark.django_db

GROUPS = ("author", "editor", "moderator", "treasurer", "administrator")
# view, add, change, delete: what the group may do with the rows of a list
LISTS = {
    #                           author  editor  moderator  treasurer  administrator
    "blog/post":               ("vac",  "vacd", "",        "",        ""),
    "blog/topic":              ("",     "vacd", "",        "",        ""),
    "blog/author":             ("",     "vacd", "",        "",        ""),
    "blog/redirect":           ("",     "vacd", "",        "",        ""),
    "library/picture":         ("vac",  "vacd", "",        "",        ""),
    "library/document":        ("vac",  "vacd", "",        "",        ""),
    "pages/page":              ("",     "vacd", "",        "",        ""),
    "pages/menuitem":          ("",     "vacd", "",        "",        ""),
    "search/spelling":         ("",     "vacd", "",        "",        ""),
    "search/bestbet":          ("",     "vacd", "",        "",        ""),
    "search/miss":             ("",     "v",    "",        "",        ""),
    "forum/report":            ("",     "",     "v",       "",        ""),
    "forum/post":              ("",     "",     "v",       "",        ""),
    "forum/topic":             ("",     "",     "v",       "",        ""),
    "forum/action":            ("",     "",     "v",       "",        ""),
    "forum/suspension":        ("",     "",     "v",       "",        ""),
    "forum/spamrule":          ("",     "",     "vacd",    "",        ""),
    "forum/discussion":        ("",     "",     "vacd",    "",        ""),
    "forum/section":           ("",     "",     "",        "",        "vacd"),
    "donations/campaign":      ("",     "",     "",        "vacd",    ""),
    "donations/use":           ("",     "",     "",        "vacd",    ""),
    "donations/payment":       ("",     "",     "",        "v",       ""),
    "donations/subscription":  ("",     "",     "",        "v",       ""),
    "donations/refund":        ("",     "",     "",        "v",       ""),
    "donations/dispute":       ("",     "",     "",        "v",       ""),
    "donations/checkout":      ("",     "",     "",        "v",       ""),
    "donations/event":         ("",     "",     "",        "v",       ""),
    "donations/reconciliation":("",     "",     "",        "v",       ""),
    "accounts/user":           ("",     "",     "",        "",        "vacd"),
    "auth/group":              ("",     "",     "",        "",        "v"),
}  # fmt: skip
# Pages of their own, and the method they are asked by
PAGES = {
    "GET blog/redirect/list/": "editor",
    "POST blog/post/columns/": "author editor",
    "POST blog/post/bulk/1/": "editor",
    "POST blog/post/bulk/label/": "author editor",
    "POST blog/post/draft/": "author editor",
    "POST blog/post/1/draft/": "author editor",
    "GET blog/post/1/step/1/1/": "author editor",
    "GET blog/post/1/history/1/restore/": "author editor",
    "GET blog/post/preview/1/": "author editor",
    "GET blog/post/preview/1/page/": "author editor",
    "GET blog/post/1/preview/1/": "author editor",
    "GET blog/post/1/preview/1/page/": "author editor",
    "POST blog/post/1/preview/1/links/": "author editor",
    "POST pages/page/columns/": "editor",
    "POST pages/page/bulk/1/": "editor",
    "POST pages/page/bulk/label/": "editor",
    "GET pages/page/preview/1/": "editor",
    "GET pages/page/preview/1/page/": "editor",
    "POST pages/page/draft/": "editor",
    "POST pages/page/1/draft/": "editor",
    "GET pages/page/1/step/1/1/": "editor",
    "GET pages/page/1/history/1/restore/": "editor",
    "GET pages/page/1/preview/1/": "editor",
    "GET pages/page/1/preview/1/page/": "editor",
    "POST pages/page/1/preview/1/links/": "editor",
    "GET library/picture/choose/": "author editor",
    "GET library/document/choose/": "author editor",
    "GET forum/report/queue/": "moderator",
    "POST forum/report/queue/1/": "moderator",
    "POST forum/action/1/undo/": "moderator",
    "GET forum/post/claims/": "moderator",
    "GET forum/spamrule/dry-run/": "moderator",
    "GET donations/payment/overview/": "treasurer",
    "GET donations/payment/export/": "treasurer",
    "GET donations/payment/1/refund/": "treasurer",
    "GET donations/subscription/1/stop/": "treasurer",
    "GET accounts/user/1/password/": "administrator",
}
# Of all staff: the start page, their language, what an app has for them, their own password, the doors
COMMON = re.compile(
    r"admin/(login/|logout/|language/|password_change/(done/)?|jsi18n/|autocomplete/|r/.*|\^.*|\(\?P.*)?"
)


def member_of(*names, **fields):
    user = make_editor(**{"is_superuser": False} | fields)
    user.groups.set(Group.objects.filter(name__in=[f"staff.{name}" for name in names]))
    assert user.groups.count() == len(names)
    return user


def client_of(*names):
    client = Client()
    sign_in_with_second_factor(client, member_of(*names))
    return client


@pytest.fixture(autouse=True)
def written():
    """By the migration's own function: another test may have emptied the database since."""
    with connection.schema_editor() as editor:
        import_module("config.migrations.0002_groups").write(apps, editor)


def asked(client, page):
    """Whether the page opens. A row that isn't there is looked for after the right to it."""
    method, path = page.split()
    status = getattr(client, method.lower())(f"/admin/{path}").status_code
    assert status in (200, 302, 400, 403, 404), page
    return status != 403


def verbs(client, model):
    ways = {
        "v": f"GET {model}/",
        "a": f"GET {model}/add/",
        "c": f"POST {model}/1000000/change/",
        "d": f"GET {model}/1000000/delete/",
    }
    return "".join(verb for verb, page in ways.items() if asked(client, page))


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_does_what_the_table_says_and_nothing_else(group):
    client = client_of(group)
    may = {model: row[GROUPS.index(group)] for model, row in LISTS.items()}
    assert {model: verbs(client, model) for model in LISTS} == may


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_opens_its_own_pages_alone(group):
    client = client_of(group)
    assert {page for page in PAGES if asked(client, page)} == {
        page for page, owners in PAGES.items() if group in owners.split()
    }


@pytest.mark.parametrize("group", GROUPS)
def test_the_start_page_names_only_what_a_group_opens(group):
    page = client_of(group).get("/admin/").content.decode()
    named = set(re.findall(r'<a href="/admin/(\w+/\w+)/"', page))
    assert named == {model for model, row in LISTS.items() if row[GROUPS.index(group)]}


def test_staff_without_a_group_open_nothing():
    client = client_of()
    assert {model: verbs(client, model) for model in LISTS} == dict.fromkeys(LISTS, "")
    assert not any(asked(client, page) for page in PAGES)


def test_every_page_of_the_admin_is_in_a_table():
    routes = {route for route in ADMIN if not COMMON.fullmatch(route)}
    own = {re.sub(r"<[^>]*>", "1", route) for route in routes}
    pages = {f"admin/{page.split()[1]}" for page in PAGES}
    kinds = r"(add/|1/(change/|delete/|history/)?)?"
    assert {each for each in own - pages if not re.fullmatch(f"admin/({'|'.join(LISTS)})/{kinds}", each)} == set()  # fmt: skip
    assert pages <= own


def rights(user):
    """(list, verb) of everything the user may do, by the admin's own answers."""
    request = RequestFactory().get("/admin/")
    request.user = user
    return {
        (model._meta.label_lower, verb)
        for model, shown in admin.site._registry.items()
        for verb, may in shown.get_model_perms(request).items()
        if may
    }


@pytest.mark.parametrize("pair", [*itertools.combinations(GROUPS, 2)])
def test_two_groups_together_open_what_each_opens_and_no_more(pair):
    one, other, both = member_of(pair[0]), member_of(pair[1]), member_of(*pair)
    assert rights(both) == rights(one) | rights(other)
    client = client_of(*pair)
    opened = {page for page in PAGES if asked(client, page)}
    assert opened == {page for page, owners in PAGES.items() if {*owners.split()} & {*pair}}


def test_every_permission_a_group_is_to_have_is_one():
    for name, wanted in groups.GROUPS.items():
        group = Group.objects.get(name=f"staff.{name}")
        had = {f"{each.content_type.app_label}.{each.codename}" for each in group.permissions.all()}
        assert had == wanted


def test_no_group_gives_rights():
    given = set().union(*groups.GROUPS.values())
    assert {each for each in given if each.startswith("auth.")} == {"auth.view_group"}
    administrator = client_of("administrator")
    vera = make_editor(is_superuser=False)
    page = administrator.get(f"/admin/accounts/user/{vera.pk}/change/").content.decode()
    assert not re.search(r'name="(groups|user_permissions|is_superuser|is_staff)"', page)


def test_writing_the_groups_again_changes_nothing_and_keeps_what_a_site_added(written):
    author = Group.objects.get(name="staff.author")
    extra = Permission.objects.get(codename="view_redirect")
    author.permissions.add(extra)
    groups.write(apps, "default")
    assert Group.objects.count() == len(GROUPS)
    assert extra in author.permissions.all() and author.permissions.count() == 10


def test_a_permission_with_another_name_or_gone_stops_nothing():
    Group.objects.all().delete()
    Permission.objects.filter(codename="publish_post").update(name="Может выпускать")
    groups.write(apps, "default")
    editor = Group.objects.get(name="staff.editor")
    assert editor.permissions.get(codename="publish_post").name == "Может выпускать"
    Permission.objects.filter(codename="change_spelling").update(codename="mend_spelling")
    groups.write(apps, "default")


def test_a_group_that_a_site_made_itself_gains_nothing():
    own = Group.objects.create(name="editor")
    groups.write(apps, "default")
    assert own.permissions.count() == 0


def test_groups_are_called_as_the_editor_speaks(admin_client):
    with override("en"):
        assert str(Group.objects.get(name="staff.author")) == "Authors"
    assert str(Group.objects.create(name="Хор")) == "Хор"
    group = Group.objects.get(name="staff.author")
    page = admin_client.get(f"/admin/auth/group/{group.pk}/change/").content.decode()
    assert 'name="name"' not in page and 'name="permissions"' in page


# An author's own


def begun_by(user, **fields):
    post = Post()
    saving.save(post, {"title_ru": "Дом", "slug_ru": "dom", "body_ru": "<p>Да</p>"} | fields, by=user, based_on=0)  # fmt: skip
    return post


def opens(user, post, page="change"):
    client = Client()
    sign_in_with_second_factor(client, user)
    return client.get(f"/admin/blog/post/{post.pk}/{page}/").status_code


@pytest.mark.parametrize("more", [[], ["moderator"], ["treasurer", "administrator"]])
def test_an_author_sees_and_edits_their_own_posts_only(more):
    anna = member_of("author", *more)
    own, other = begun_by(anna), make_post()
    client = Client()
    sign_in_with_second_factor(client, anna)
    found = client.get("/admin/blog/post/").context["cl"].result_list
    assert [post.pk for post in found] == [own.pk]
    assert (opens(anna, own), opens(anna, other)) == (200, 302)
    assert opens(anna, other, "history") == 404
    assert opens(anna, own, "delete") == 403


def test_an_author_changes_nothing_that_readers_have():
    anna = member_of("author")
    own = begun_by(anna)
    publishing.publish(own, "ru", by=None, based_on=1)
    client = Client()
    sign_in_with_second_factor(client, anna)
    data = {"title_ru": "Сад", "body_ru": "<p>Да</p>", "slug_ru": "dom", "based_on": 2}
    client.post(f"/admin/blog/post/{own.pk}/change/", data)
    assert Post.objects.get().title_ru == "Дом"
    assert Revision.objects.of(own).count() == 2


def test_an_editor_opens_everybodys():
    post = begun_by(member_of("author"))
    assert opens(member_of("editor"), post) == opens(member_of("editor"), post, "delete") == 200


def test_who_does_not_publish_deletes_nothing_whatever_else_they_may():
    anna = member_of("author")
    blogs = Permission.objects.filter(content_type__app_label="blog")
    anna.user_permissions.add(blogs.get(codename="delete_post"))
    assert opens(anna, begun_by(anna), "delete") == 403
