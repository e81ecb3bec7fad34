"""Every address of the site beside who may read it and who may write to it.

A route that is not in the table fails, and so does a line of the table without a route: whoever adds
a page has to say here whom it is for.
"""

import re
from typing import NamedTuple

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import override

from accounts import mailing
from accounts.models import User
from blog.models import Redirect
from donations import links
from donations.models import Donor
from forum import models as forum
from tests.donations import factories as donating
from tests.factories import make_page, make_post, make_topic, make_user, sign_in
from tests.forum import factories as talking

pytestmark = pytest.mark.django_db

ANYONE, NOBODY, HOLDER = "anyone", "nobody", "whoever has the link"
REFUSED = {403, 405}


class Route(NamedTuple):
    reading: str
    writing: str
    example: str
    answer: int = 200  # to whom it is open
    member: int = 0  # to a member, where it differs
    written: int = 0  # to what is written, where it differs


def page(example, answer=200):
    """Open to every reader, written to by none."""
    return Route(ANYONE, NOBODY, example, answer)


def for_members(example, answer=200):
    """A stranger is sent to sign in."""
    return Route(ANYONE, NOBODY, example, 302, answer)


def of_a_donor(rest, answer=200, written=0):
    """Opened by a donor's private link, to a member no less than to a stranger."""
    example = "/<language>/donate/manage/<link>/" + rest
    return Route(HOLDER, HOLDER if written else NOBODY, example, answer, written=written)


TABLE = {
    "": page("/", 302),
    "preferences/": Route(NOBODY, ANYONE, "/preferences/", 302),
    "health/": page("/health/"),
    ".well-known/security.txt": page("/.well-known/security.txt"),
    "mirrors.json": page("/mirrors.json"),
    "mirrors.json.minisig": page("/mirrors.json.minisig"),
    "favicon.ico": page("/favicon.ico", 302),
    "robots.txt": page("/robots.txt"),
    "sitemap.xml": page("/sitemap.xml"),
    "sitemap-<slug:section>.xml": page("/sitemap-pages.xml"),
    "avatars/<str:name>.svg": page("/avatars/Vera.svg"),
    "media/<path:path>": page("/media/routes/picture.png"),
    "post/<path:slug>": page("/post/old", 301),
    "en/post/<path:slug>": page("/en/post/old", 301),
    "forum/<path:path>": page("/forum/talk/old", 301),
    "webhooks/stripe/": Route(NOBODY, ANYONE, "/webhooks/stripe/", written=400),  # unsigned
    "<language>/": page("/<language>/"),
    "<language>/exit-help/": page("/<language>/exit-help/"),
    "<language>/mirrors/": page("/<language>/mirrors/"),
    "<language>/protection/": page("/<language>/protection/"),
    "<language>/preview/<str:token>/": Route(
        HOLDER, NOBODY, "/<language>/preview/none/", 404
    ),  # forged
    "<language>/u/<str:name>/": page("/<language>/u/Vera/"),
    "<language>/donate/": Route(ANYONE, ANYONE, "/<language>/donate/"),
    "<language>/donate/thanks/": page("/<language>/donate/thanks/", 404),  # no visit is named
    "<language>/donate/manage/": Route(ANYONE, ANYONE, "/<language>/donate/manage/"),
    "search": page("/search?q=x", 301),
    "<language>/search/": page("/<language>/search/?q=x"),
    "<language>/search/feed/": page("/<language>/search/feed/?q=x"),
    "<language>/search/suggestions/": page("/<language>/search/suggestions/?q=xy"),
    "<language>/search/description/": page("/<language>/search/description/"),
    "<language>/blog/": page("/<language>/blog/"),
    "<language>/blog/feed/": page("/<language>/blog/feed/"),
    "<language>/blog/topics/<slug:slug>/": page("/<language>/blog/topics/topic-<language>/"),
    "<language>/blog/topics/<slug:slug>/feed/": page(
        "/<language>/blog/topics/topic-<language>/feed/"
    ),
    "<language>/blog/<yyyy:year>/": page("/<language>/blog/2025/"),
    "<language>/blog/<yyyy:year>/<mm:month>/": page("/<language>/blog/2025/05/"),
    "<language>/me/": for_members("/<language>/me/"),
    "<language>/me/export/": for_members("/<language>/me/export/"),
    "<language>/me/export/<int:pk>/": for_members("/<language>/me/export/1/", 404),
    "<language>/me/close/": for_members("/<language>/me/close/"),
    "<language>/me/close/keep/": for_members("/<language>/me/close/keep/", 405),
    "<language>/me/closed/": page("/<language>/me/closed/"),
    "<language>/me/profile/": for_members("/<language>/me/profile/"),
    "<language>/me/mail/": for_members("/<language>/me/mail/"),
    "<language>/me/privacy/": for_members("/<language>/me/privacy/"),
    "<language>/me/privacy/address/": for_members("/<language>/me/privacy/address/", 405),
    "<language>/me/sessions/": for_members("/<language>/me/sessions/"),
    "<language>/me/sessions/one/": for_members("/<language>/me/sessions/one/", 405),
    "<language>/me/sessions/others/": for_members("/<language>/me/sessions/others/", 405),
    "<language>/blog/<slug:slug>/": page("/<language>/blog/post-<language>/"),
    "<language>/<page:slug>/": page("/<language>/page-<language>/"),
}
FORUM = {  # a topic of Vera's, which is number <topic> in the section "talk"; its reply is <reply>
    "": page(""),
    "new/": page("new/"),
    "new/read/": for_members("new/read/", 405),
    "unanswered/": page("unanswered/"),
    "mine/": for_members("mine/"),
    "drafts/": for_members("drafts/"),
    "posts/<int:pk>/": page("posts/<reply>/", 302),
    "posts/<int:pk>/edit/": for_members("posts/<reply>/edit/", 403),
    "posts/<int:pk>/delete/": for_members("posts/<reply>/delete/", 403),
    "posts/<int:pk>/history/": page("posts/<reply>/history/"),
    "posts/<int:pk>/like/": for_members("posts/<reply>/like/", 405),
    "posts/<int:pk>/unlike/": for_members("posts/<reply>/unlike/", 405),
    "posts/<int:pk>/accept/": for_members("posts/<reply>/accept/", 405),
    "posts/<int:pk>/withdraw/": for_members("posts/<reply>/withdraw/", 405),
    "report/<int:pk>/": for_members("report/<reply>/"),
    "moderation/topics/<int:pk>/": for_members("moderation/topics/<topic>/", 403),
    "moderation/topics/<int:pk>/posts/": for_members("moderation/topics/<topic>/posts/", 403),
    "moderation/topics/<int:pk>/merge/": for_members("moderation/topics/<topic>/merge/", 403),
    "moderation/posts/<int:pk>/": for_members("moderation/posts/<reply>/", 403),
    "moderation/actions/<int:pk>/undo/": for_members("moderation/actions/1/undo/", 405),
    "discuss/": for_members("discuss/", 404),  # nothing is named
    "notices/": for_members("notices/"),
    "notices/read/": for_members("notices/read/", 405),
    "notices/<int:pk>/": for_members("notices/1/", 405),
    "following/": for_members("following/"),
    "following/topics/<int:pk>/": for_members("following/topics/<topic>/", 405),
    "following/topics/<int:pk>/end/": for_members("following/topics/<topic>/end/", 405),
    "following/sections/<slug:slug>/": for_members("following/sections/talk/", 405),
    "following/sections/<slug:slug>/end/": for_members("following/sections/talk/end/", 405),
    "bookmarks/": for_members("bookmarks/"),
    "bookmarks/<int:pk>/": for_members("bookmarks/<reply>/", 405),
    "bookmarks/<int:pk>/end/": for_members("bookmarks/<reply>/end/", 405),
    "letters/<str:token>/": Route(HOLDER, HOLDER, "letters/none/", 404, written=404),
    "feed/": page("feed/"),
    "<slug:section>/feed/": page("talk/feed/"),
    "<slug:section>/<int:pk>/feed/": page("talk/<topic>/feed/"),
    "<slug:section>/": page("talk/"),
    "<slug:section>/start/": for_members("talk/start/"),
    "<slug:section>/<int:pk>-<slug:slug>/": page("talk/<topic>-dom/"),
    "<slug:section>/<int:pk>-<slug:slug>/reply/": for_members("talk/<topic>-dom/reply/"),
    "<slug:section>/<int:pk>-<slug:slug>/vote/": for_members("talk/<topic>-dom/vote/", 405),
}
TABLE |= {
    f"<language>/forum/{rest}": row._replace(example=f"/<language>/forum/{row.example}")
    for rest, row in FORUM.items()
}
DONORS = {  # below a private link; the donation is over: most can't be done to it any more
    "": of_a_donor(""),
    "links/": of_a_donor("links/", written=303),
    "<int:pk>/stop/": of_a_donor("<donation>/stop/", 303, written=303),
    "<int:pk>/resume/": of_a_donor("<donation>/resume/", 409, written=409),
    "<int:pk>/pause/": of_a_donor("<donation>/pause/", 409, written=409),
    "<int:pk>/amount/": of_a_donor("<donation>/amount/", 409, written=409),
    "<int:pk>/card/": of_a_donor("<donation>/card/", 409, written=409),
    "receipts/<int:pk>/": of_a_donor("receipts/<payment>/"),
    "receipts/<int:pk>.pdf": of_a_donor("receipts/<payment>.pdf"),
    "statements/<int:year>/": of_a_donor("statements/2026/"),
    "statements/<int:year>.pdf": of_a_donor("statements/2026.pdf"),
    "forget/": of_a_donor("forget/", written=200),  # last, because there is no donor after it
}
TABLE |= {f"<language>/donate/manage/<str:token>/{rest}": row for rest, row in DONORS.items()}
DOORS = {  # of /accounts/, to a stranger and to a member
    "login/": page("login/")._replace(member=302),
    "login/code/": page("login/code/")._replace(member=302),
    "login/code/confirm/": page("login/code/confirm/", 302),  # no code was sent
    "logout/": page("logout/", 302)._replace(member=200),
    "signup/": page("signup/")._replace(member=302),
    "signup/again/": Route(NOBODY, NOBODY, "signup/again/"),
    "inactive/": page("inactive/"),
    "recover/": page("recover/"),
    "reauthenticate/": for_members("reauthenticate/"),
    "confirm-email/": page("confirm-email/", 302),  # nothing to confirm
    "email/": for_members("email/"),
    "password/change/": for_members("password/change/"),
    "password/set/": for_members("password/set/", 302),  # there is one: it is changed
    "password/reset/": page("password/reset/"),
    "password/reset/confirm/": page("password/reset/confirm/", 302),
    "password/reset/complete/": page("password/reset/complete/", 302),
    "password/reset/done/": page("password/reset/done/"),
    "letters/<str:token>/": Route(ANYONE, ANYONE, "letters/<token>/"),
    "2fa/": for_members("2fa/"),
    "2fa/authenticate/": page("2fa/authenticate/", 302),  # nobody is on the way in
    "2fa/reauthenticate/": for_members("2fa/reauthenticate/", 302),  # there is no second factor
    "2fa/totp/activate/": for_members("2fa/totp/activate/"),
    "2fa/totp/deactivate/": for_members("2fa/totp/deactivate/", 404),
    "2fa/recovery-codes/": for_members("2fa/recovery-codes/", 404),
    "2fa/recovery-codes/generate/": for_members("2fa/recovery-codes/generate/"),
    "2fa/recovery-codes/download/": for_members("2fa/recovery-codes/download/", 404),
    "2fa/webauthn/": for_members("2fa/webauthn/"),
    "2fa/webauthn/add/": for_members("2fa/webauthn/add/"),
    "2fa/webauthn/login/": page("2fa/webauthn/login/", 302),  # only for scripts
    "2fa/webauthn/reauthenticate/": for_members("2fa/webauthn/reauthenticate/", 302),
    "2fa/webauthn/keys/<int:pk>/edit/": for_members("2fa/webauthn/keys/1/edit/", 404),
    "2fa/webauthn/keys/<int:pk>/remove/": for_members("2fa/webauthn/keys/1/remove/", 404),
}
TABLE |= {
    f"<language>/accounts/{door}": row._replace(example=f"/<language>/accounts/{row.example}")
    for door, row in DOORS.items()
}
# At the contract's addresses, what isn't there for the member is looked for in his language.
MOVED = {404: 302}
TABLE |= {
    f"accounts/{door}": row._replace(
        example=f"/accounts/{row.example}", member=MOVED.get(row.member, row.member)
    )
    for door, row in DOORS.items()
}
TABLE["accounts/reauthenticate/"] = for_members("/accounts/reauthenticate/", 302)
# Play: with a real key of Stripe's, and so on a real site, none of these is there.
TABLE |= {
    "sandbox/": page("/sandbox/"),
    "sandbox/clock/": Route(NOBODY, ANYONE, "/sandbox/clock/", 400),  # no step was named
    "sandbox/deeds/": Route(NOBODY, ANYONE, "/sandbox/deeds/", 400),  # nor a deed
    "sandbox/faults/": Route(NOBODY, ANYONE, "/sandbox/faults/", 200),  # the form again
    "sandbox/checkout/<slug:session_id>/": Route(ANYONE, ANYONE, "/sandbox/checkout/none/", 404),
    "sandbox/checkout/<slug:session_id>/bank/": Route(
        NOBODY, ANYONE, "/sandbox/checkout/none/bank/", 404
    ),
    "sandbox/invoice/<slug:invoice_id>/": Route(ANYONE, ANYONE, "/sandbox/invoice/none/", 404),
}
# Last, because whoever takes it is signed out.
TABLE["exit/"] = Route(ANYONE, ANYONE, "/exit/", 303, written=204)
# The admin is for staff as a whole; only the way in and out is for others.
ADMIN_DOORS = {"admin/login/", "admin/logout/"}
# What people add there; the rest is written by the site itself, and only shown.
ADDED_TO = (
    "admin/accounts/", "admin/auth/", "admin/blog/", "admin/donations/campaign/",
    "admin/donations/use/", "admin/forum/section/", "admin/forum/discussion/", "admin/forum/spamrule/",
    "admin/library/", "admin/pages/", "admin/search/bestbet/", "admin/search/spelling/",
)  # fmt: skip


def walk(patterns, prefix=""):
    for each in patterns:
        part = "<language>/" if isinstance(each.pattern, LocalePrefixPattern) else str(each.pattern)
        if isinstance(each, URLPattern):
            yield prefix + part
        else:
            yield from walk(each.url_patterns, prefix + part)


ROUTES = list(walk(get_resolver().url_patterns))
ADMIN = [route for route in ROUTES if route.startswith("admin/")]
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def example(route, language):
    """An address for the route; its token, where it has one, is somebody's from the content."""
    address = TABLE[route].example.replace("<language>", language)
    if "<token>" in address:
        letter = mailing.unsubscribe_address(User.objects.earliest("pk"), "security")
        address = address.replace("<token>", letter.rstrip("/").rpartition("/")[2])
    if "<topic>" in address or "<reply>" in address:
        topic = forum.Topic.objects.get()
        address = address.replace("<topic>", str(topic.pk))
        address = address.replace("<reply>", str(topic.last_post_id))
    if "<link>" in address:
        donor = Donor.objects.get()
        parts = {
            "<link>": links.token(donor),
            "<donation>": str(donor.subscriptions.get().pk),
            "<payment>": str(donor.traces.get().payment_id),
        }
        for name, value in parts.items():
            address = address.replace(name, value)
    return address


def admin_example(route):
    """An address the route answers at: numbers for arguments, the first choice of a regular expression."""
    route = re.sub(r"\(\?P<\w+>(\w+)[^)]*\)", r"\1", route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "nowhere", route)
    return "/" + re.sub(r"<[^>]*>", "1", route).replace("^", "").replace("$", "")


@pytest.fixture(autouse=True)
def content(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "routes").mkdir()
    (tmp_path / "routes/picture.png").write_bytes(b"\x89PNG")
    vera = make_user(name="Vera")
    section = talking.make_section(slug="talk")
    topic = talking.make_topic(section, author=vera, title="Дом")
    talking.make_reply(topic, author=make_user())
    forum.OldAddress.objects.create(path="/forum/talk/old", topic=topic)
    make_topic(title_ru="Тема", slug_ru="topic-ru", title_en="Topic", slug_en="topic-en")
    post = make_post(
        title_ru="Пост", slug_ru="post-ru", body_ru="<p>Да</p>",
        title_en="Post", slug_en="post-en", body_en="<p>Yes</p>",
    )  # fmt: skip
    make_page(slug_ru="page-ru", slug_en="page-en")
    make_user(name="Reader of letters")
    donor = donating.make_donor()
    donating.make_subscription(donor, state="ended", ended_on=donating.DAY)
    donating.make_payment(donor, stripe_id="")
    Redirect.objects.create(path="/post/old", language="ru", post=post)
    Redirect.objects.create(path="/en/post/old", language="en", post=post)


@pytest.fixture(params=["a stranger", "a member"])
def visitor(request):
    """Whoever is not staff, with the protection from forged requests that the test client leaves out."""
    client = Client(enforce_csrf_checks=True)
    if request.param == "a member":
        sign_in(client, make_user(password="a long and quiet river"))
    return client


def test_every_route_is_in_the_table_once():
    listed = [route for route in ROUTES if route not in ADMIN]
    assert sorted(listed) == sorted(TABLE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_leads_to_the_route_it_stands_for(language):
    with override(language):
        led = {
            route: get_resolver().resolve(example(route, language).split("?")[0]).route
            for route in TABLE
        }
    assert led == {route: route.replace("<language>", language) for route in TABLE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_may_read(visitor, language):
    is_member = SESSION_KEY in visitor.session
    wrong = {}
    for route, row in TABLE.items():
        response = visitor.get(example(route, language))
        b"".join(response)  # to the end, where a file is closed
        answer = (is_member and row.member) or row.answer
        if response.status_code not in ({answer} if row.reading != NOBODY else REFUSED):
            wrong[route] = response.status_code
    assert not wrong, "\n".join(map(str, wrong.items()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_who_may_write(visitor, language, method):
    wrong = {}
    for route, row in TABLE.items():
        response = getattr(visitor, method)(example(route, language))
        is_open = row.writing != NOBODY and method == "post"
        if response.status_code not in ({row.written or row.answer} if is_open else REFUSED):
            wrong[route] = response.status_code
    assert not wrong, "\n".join(map(str, wrong.items()))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("is_member", [False, True])
def test_the_admin_sends_all_but_staff_to_its_door(client, method, is_member):
    if is_member:
        client.force_login(make_user())
    for route in sorted(set(ADMIN) - ADMIN_DOORS):
        response = getattr(client, method)(admin_example(route))
        assert response.status_code == 302, route
        assert response["Location"].startswith(reverse("admin:login")), route


def test_the_doors_of_the_admin_are_open(client):
    assert set(ADMIN) >= ADMIN_DOORS
    response = client.get("/admin/login/")
    assert response.status_code == 302
    assert response["Location"].endswith("/accounts/login/?next=%2Fadmin%2F")
    assert client.post("/admin/logout/").status_code == 302


def test_lists_and_forms_of_the_admin_open_for_a_superuser(admin_client):
    lists_and_forms = [route for route in ADMIN if re.fullmatch(r"admin/(\w+/\w+/)?(add/)?", route)]
    assert "admin/blog/post/add/" in lists_and_forms
    for route in lists_and_forms:
        may_not_be_added = route.endswith("/add/") and not route.startswith(ADDED_TO)
        answer = admin_client.get(f"/{route}", follow=True)  # a new text has an address of its own
        assert answer.status_code == (403 if may_not_be_added else 200), route
