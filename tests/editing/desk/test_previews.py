"""A text as readers will have it, before they do."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from blog.models import Post
from editing import drafting, previewing
from editing.models import PreviewLink
from tests.editing.people import client_of, make_publisher, make_writer
from tests.factories import make_post, make_translated_post

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
