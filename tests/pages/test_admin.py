"""Editors write pages at the desk and put the menu in order, without scripts."""

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.utils.translation import override

from editing.checking import problems
from editing.kinds import kind_of
from editing.models import Revision
from pages.admin import PageForm
from pages.models import FormerSlug, MenuItem, Page
from tests.editing.people import client_of
from tests.factories import make_page, make_post, make_user

pytestmark = pytest.mark.django_db
TEXT = {"title_ru": "Кто мы", "body_ru": "<p>Да</p>", "slug_ru": "", "based_on": 0, "key": "k"}


def save(client, row, **values):
    data = {f"{field}_{code}": getattr(row, f"{field}_{code}") or "" for field in ("title", "slug", "summary", "body") for code in ("ru", "en")}  # fmt: skip
    data["based_on"] = getattr(Revision.objects.of(row).first(), "number", 0)
    return client.post(f"/admin/pages/page/{row.pk}/change/", data | values)


def errors(**values):
    return PageForm(TEXT | values).errors


def test_a_page_begins_as_a_draft_with_a_history(admin_client):
    admin_client.post("/admin/pages/page/add/", TEXT)
    row = Page.objects.get()
    assert (row.slug_ru, row.languages, row.state_in("ru")) == ("kto-my", [], "draft")
    assert Revision.objects.of(row).get().what == "created"
    assert admin_client.get("/ru/kto-my/").status_code == 404
    assert admin_client.get(f"/admin/pages/page/{row.pk}/change/").status_code == 200


def test_it_is_published_by_the_same_steps_as_posts(admin_client):
    admin_client.post("/admin/pages/page/add/", TEXT)
    row = Page.objects.get()
    admin_client.post(f"/admin/pages/page/{row.pk}/step/publish/ru/", {"based_on": 1})
    assert "Кто мы" in admin_client.get("/ru/kto-my/").content.decode()


def test_who_saves_another_address_leads_readers_on(admin_client, client):
    row = make_page()
    save(admin_client, row, slug_ru="my")
    assert client.get("/ru/kto-my/")["Location"] == "/ru/my/"


def test_the_addresses_a_page_had_stand_beside_it(admin_client):
    row = make_page()
    url = f"/admin/pages/page/{row.pk}/change/"
    assert "let_go" not in admin_client.get(url).content.decode()
    FormerSlug.objects.create(slug="o-nas", page=row)
    FormerSlug.objects.create(slug="of-another", page=make_page(slug_ru="a", slug_en="b"))
    html = admin_client.get(url).content.decode()
    assert "let_go" in html and "o-nas" in html and "of-another" not in html


def test_an_address_is_let_go_and_the_others_lead_on(admin_client, client):
    row = make_page(slug_ru="my")
    gone, kept = (FormerSlug.objects.create(slug=slug, page=row) for slug in ("o-nas", "kto-my"))
    save(admin_client, row, let_go=[gone.pk])
    assert list(FormerSlug.objects.all()) == [kept]
    assert client.get("/ru/o-nas/").status_code == 404
    assert client.get("/ru/kto-my/")["Location"] == "/ru/my/"


def test_another_pages_address_is_not_let_go_from_here(admin_client):
    row, other = make_page(), make_page(slug_ru="a", slug_en="b")
    FormerSlug.objects.create(slug="o-nas", page=row)
    others = FormerSlug.objects.create(slug="x", page=other)
    save(admin_client, row, let_go=[others.pk])
    assert FormerSlug.objects.count() == 2


def test_who_does_not_publish_lets_no_address_go():
    writer = make_user(is_staff=True)
    names = ["add_page", "change_page", "view_page"]
    writer.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = client_of(writer)
    client.post("/admin/pages/page/add/", TEXT)
    row = Page.objects.get()
    former = FormerSlug.objects.create(slug="o-nas", page=row)
    assert "o-nas" in client.get(f"/admin/pages/page/{row.pk}/change/").content.decode()
    save(client, row, title_ru="Мы", let_go=[former.pk])
    assert Page.objects.get().title_ru == "Мы" and FormerSlug.objects.exists()


def test_a_save_that_is_refused_lets_nothing_go(admin_client):
    row = make_page()
    former = FormerSlug.objects.create(slug="o-nas", page=row)
    save(admin_client, row, title_ru="Мы")
    save(admin_client, row, title_ru="Вы", based_on=0, let_go=[former.pk])
    assert FormerSlug.objects.exists()


def test_what_somebody_else_saved_is_not_written_over(admin_client):
    row = make_page()
    save(admin_client, row, title_ru="Мы")
    save(admin_client, row, title_ru="Вы", based_on=0)
    assert Page.objects.get().title_ru == "Мы"


def test_a_preview_is_the_readers_own_page_before_they_have_it(admin_client):
    row = make_page(published_at=None, summary_en="In short")
    html = admin_client.get(f"/admin/pages/page/{row.pk}/preview/en/page/").content.decode()
    assert "<h1>Who we are</h1>" in html and "In short" in html
    assert not Page.objects.get().languages


@pytest.mark.parametrize(
    "slug", ["blog", "forum", "donate", "me", "u", "search", "accounts", "ru", "post", "admin", "media"]
)  # fmt: skip
def test_an_address_of_the_sites_own_is_refused_in_words(slug):
    with override("en"):
        assert "has this address" in str(errors(slug_ru=slug)["slug_ru"])


def test_a_title_like_a_part_of_the_site_gets_another_address():
    form = PageForm(TEXT | {"title_ru": "Forum"})
    assert form.is_valid() and form.cleaned_data["slug_ru"] == "forum-2"


def test_an_address_that_leads_on_is_not_taken_by_chance():
    FormerSlug.objects.create(slug="kto-my", page=make_page(slug_ru="my"))
    form = PageForm(TEXT)
    assert form.is_valid() and form.cleaned_data["slug_ru"] == "kto-my-2"


def test_what_is_pasted_is_cleaned():
    form = PageForm(TEXT | {"body_ru": "<p onclick=x>Да<script>1</script></p>"})
    assert form.is_valid() and form.cleaned_data["body_ru"] == "<p>Да</p>"


@pytest.mark.parametrize(
    ("address", "is_told"),
    [
        ("/ru/blog/dom/", False), ("/ru/mirrors/", False), ("/ru/kto-my/", False), ("/ru/", False),
        ("#x", False), ("https://example.org/x", False), ("mailto:x", False), ("/mirrors", False),
        ("/ru/blog/tayna/", True), ("/ru/nowhere/", True), ("nowhere", True),
    ],
)  # fmt: skip
def test_links_that_lead_nowhere_are_told_before_it_comes_out(address, is_told):
    make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>")
    make_post(title_ru="Тайна", slug_ru="tayna", body_ru="<p>Да</p>", published_at=None)
    values = {"title_ru": "Кто мы", "slug_ru": "kto-my", "summary_ru": "Да", "body_ru": f'<p><a href="{address}">там</a></p>'}  # fmt: skip
    found = [each.fragment for each in problems(kind_of(Page), values, "ru")]
    assert found == ([address] if is_told else [])


# The menu


def test_the_order_is_changed_in_the_list(admin_client, client, django_capture_on_commit_callbacks):
    rows = list(MenuItem.objects.all())
    cache.clear()
    client.get("/en/mirrors/")
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "Save"}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-id": row.pk, f"form-{number}-place": "header", f"form-{number}-position": 90 - number}  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post("/admin/pages/menuitem/", data)
    html = client.get("/en/mirrors/").content.decode()
    nav = html[html.index("<nav") : html.index("</nav>")]
    assert nav.index("Atom feed") < nav.index("Mirrors") < nav.index("Search") < nav.index("Blog")


def add(client, **values):
    empty = {"place": "footer", "position": 5, "page": "", "section": "", "address": "", "label_ru": "", "label_en": ""}  # fmt: skip
    return client.post("/admin/pages/menuitem/add/", empty | values)


def test_a_page_is_put_into_the_menu(admin_client):
    row = make_page()
    assert add(admin_client, page=row.pk).status_code == 302
    assert MenuItem.objects.get(page=row).place == "footer"
    assert "Кто мы" in admin_client.get("/admin/pages/menuitem/").content.decode()


@pytest.mark.parametrize(
    "values",
    [{}, {"section": "blog", "address": "/ru/"}, {"address": "https://example.org/"}, {"address": "x", "label_en": "X"}],
    ids=["nothing", "two things", "no name", "no address"],
)  # fmt: skip
def test_a_line_that_leads_nowhere_is_refused_in_words(admin_client, values):
    response = add(admin_client, **values)
    assert response.status_code == 200 and response.context["adminform"].form.errors
    assert MenuItem.objects.count() == 8


def test_a_page_that_is_deleted_leaves_the_menu(admin_client):
    row = make_page()
    MenuItem.objects.create(page=row)
    admin_client.post(f"/admin/pages/page/{row.pk}/delete/", {"post": "yes"})
    assert not Page.objects.exists() and MenuItem.objects.count() == 8
