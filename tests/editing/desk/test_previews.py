"""A text as readers will have it, before they do."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.utils import timezone

from blog.models import Post
from editing import drafting, previewing
from editing.models import PreviewLink
from tests.editing.people import client_of, make_publisher, make_writer
from tests.factories import make_picture, make_post, make_topic, make_translated_post, make_user

pytestmark = pytest.mark.django_db

VARYING = re.compile(r'<meta name="robots"[^>]*>|<link rel="(canonical|alternate)"[^>]*>\s*')


def page(post, rest="page/", language="en"):
    return f"/admin/blog/post/{post.pk}/preview/{language}/{rest}"


def link_to(post, language="en", **more):
    link = previewing.make(post, language, by=make_publisher(), **more)
    return link, f"/{language}/preview/{previewing.token(link)}/"


def without_the_robots(html):
    return VARYING.sub("", html)


def test_a_preview_is_the_page_that_readers_get(client):
    post = make_translated_post(summary_en="Short", published_at_en=timezone.now())
    _link, address = link_to(post)
    seen, read = (client.get(each).content.decode() for each in (address, "/en/blog/house/"))
    assert "<p>Yes</p>" in seen
    assert without_the_robots(seen) == without_the_robots(read)


def test_a_draft_is_seen_by_whoever_writes_it_and_changes_nothing(admin_client, admin_user):
    post = make_translated_post(published_at_en=None)
    draft = {"title_en": "The garden", "body_en": "<p>No<script>alert(1)</script></p>"}
    drafting.keep(admin_user, post, draft, based_on=0)
    html = admin_client.get(page(post)).content.decode()
    assert "<h1>The garden</h1>" in html and "<p>No</p>" in html and "alert(1)" not in html
    assert "<h1>House</h1>" in admin_client.get(page(post, "page/?saved=yes")).content.decode()
    assert "The garden" not in client_of(make_publisher()).get(page(post)).content.decode()
    post.refresh_from_db()
    assert (post.title_en, post.published_at_en) == ("House", None)
    assert not Post.objects.visible_to(AnonymousUser()).in_language("en").exists()


def test_what_has_neither_title_nor_address_yet_can_be_looked_at(admin_client):
    assert admin_client.get(page(make_post())).status_code == 200
    assert admin_client.get(page(make_post(), language="de")).status_code == 404


def new(key="", rest="page/", language="en"):
    return f"/admin/blog/post/preview/{language}/{rest}" + (f"?draft={key}" if key else "")


def test_a_text_that_was_never_saved_is_seen_as_readers_will_have_it(admin_client, admin_user):
    topic, cover = make_topic(title_en="Yard", slug_en="yard"), make_picture(alt_en="A river")
    words = {"title_en": "The garden", "summary_en": "Short", "body_en": "<p>Lilac</p>"}
    words |= {"topics": [topic.pk], "cover": cover.pk, "discussion_is_off": True}
    drafting.keep(admin_user, Post(), words, based_on=0, key="k")
    html = admin_client.get(new("k")).content.decode()
    for each in ("<h1>The garden</h1>", "Short", "<p>Lilac</p>", ">Yard</a>", 'alt="A river"'):
        assert each in html, each
    around = admin_client.get(new("k", "")).content.decode()
    assert f'src="{new("k")}"' in around and "The garden" in around
    assert 'href="/admin/blog/post/add/?draft=k"' in around and "links/" not in around
    assert "The garden" not in client_of(make_publisher()).get(new("k")).content.decode()
    assert not Post.objects.exists()


def test_of_a_text_of_which_nothing_is_kept_that_is_said(admin_client):
    around = admin_client.get(new("k", "", "ru"))
    assert around.status_code == 200 and 'class="desk-notice"' in around.content.decode()
    assert admin_client.get(new()).status_code == 200
    assert admin_client.get(new("k", language="de")).status_code == 404


def test_the_form_of_a_new_text_leads_to_its_preview(admin_client):
    page = admin_client.get("/admin/blog/post/add/", follow=True)
    key = page.context["adminform"].form["key"].value()
    for language in ("ru", "en"):
        assert f'href="{new(key, "", language)}"' in page.content.decode()


def test_only_the_preview_frames_and_only_it_is_framed(admin_client):
    post = make_translated_post()
    around = admin_client.get(page(post, "")).headers
    inside = admin_client.get(page(post)).headers
    desk = admin_client.get(f"/admin/blog/post/{post.pk}/change/").headers
    policy = "Content-Security-Policy"
    assert "frame-src 'self'" in around[policy] and "frame-ancestors 'none'" in around[policy]
    assert "frame-ancestors 'self'" in inside[policy] and "frame-src" not in inside[policy]
    assert inside["X-Frame-Options"] == "SAMEORIGIN" and around["X-Frame-Options"] == "DENY"
    assert "frame-src" not in desk[policy] and "frame-ancestors 'none'" in desk[policy]
    for header in (around, inside):
        assert "default-src 'none'" in header[policy] and "script-src 'self'" in header[policy]


def test_a_link_opens_without_an_account_and_leaves_no_copy(client):
    post = make_translated_post(published_at=None)
    _link, address = link_to(post)
    response = client.get(address)
    assert "<h1>House</h1>" in response.content.decode()
    assert "no-store" in response["Cache-Control"] and "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer" and not response.cookies
    assert address not in response.content.decode()  # what is shared from it is no key
    assert client.get("/en/blog/house/").status_code == 404


def test_a_link_shows_what_is_saved_and_no_draft(client):
    post = make_translated_post(published_at=None)
    link, address = link_to(post)
    drafting.keep(link.made_by, post, {"title_en": "The garden"}, based_on=0)
    response = client_of(link.made_by).get(address)
    assert "The garden" not in response.content.decode()


def test_a_link_that_is_over_revoked_forged_or_of_another_language_opens_nothing(client):
    post = make_translated_post(published_at=None)
    _over, over = link_to(post, life=-previewing.LIFE)
    revoked_link, revoked = link_to(post)
    previewing.revoke(revoked_link)
    _open, address = link_to(post)
    for each in (over, revoked, address[:-2] + "/", address.replace("/en/", "/ru/")):
        assert client.get(each).status_code == 404, each
    assert client.get(address).status_code == 200
    post.delete()
    assert client.get(address).status_code == 404


def test_an_editor_makes_a_link_finds_it_and_revokes_it(admin_client, admin_user, client):
    post = make_translated_post(published_at=None)
    assert admin_client.post(page(post, "links/")).status_code == 302
    link = PreviewLink.objects.get()
    assert (link.made_by, link.language) == (admin_user, "en")
    html = admin_client.get(page(post, "")).content.decode()
    address = re.search(r'value="http://testserver(/en/preview/[^"]+)"', html)[1]
    assert client.get(address).status_code == 200
    admin_client.post(page(post, "links/"), {"revoke": link.pk})
    assert client.get(address).status_code == 404
    assert "/en/preview/" not in admin_client.get(page(post, "")).content.decode()


def test_a_link_of_another_text_is_not_revoked_by_the_way(admin_client):
    link, _address = link_to(make_translated_post(published_at=None))
    admin_client.post(page(make_post(), "links/"), {"revoke": link.pk})
    link.refresh_from_db()
    assert link.is_open


def test_nobody_previews_or_shares_a_text_that_is_not_for_them():
    post, client = make_translated_post(published_at=None), client_of(make_writer())
    assert client.get(page(post, "")).status_code == 404
    assert client.post(page(post, "links/")).status_code == 404
    assert client.get(page(post, "links/")).status_code == 405
    assert not PreviewLink.objects.exists()


def test_only_who_may_begin_a_text_previews_one_that_is_not_there():
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_post"))
    assert client_of(reader).get(new("k")).status_code == 403
    assert client_of(make_writer()).get(new("k")).status_code == 200
