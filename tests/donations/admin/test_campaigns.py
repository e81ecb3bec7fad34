"""What the treasurer writes."""

import pytest
from django.utils import translation

from donations.models import Campaign, Use
from tests.donations.admin.staff import client_of
from tests.donations.factories import make_campaign, make_payment

pytestmark = pytest.mark.django_db
RIGHTS = (
    "view_campaign",
    "add_campaign",
    "change_campaign",
    "view_campaignrate",
    "add_campaignrate",
)
ADD = "/admin/donations/campaign/add/"


def filled(**fields):
    return {
        "title_ru": "Студия", "title_en": "", "text_ru": "", "text_en": "", "goal": "5 000",
        "currency": "eur", "starts_on": "2026-05-01", "ends_on": "",
        "rates-TOTAL_FORMS": 0, "rates-INITIAL_FORMS": 0,
    } | fields  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "goal"),
    [("5 000", 500_000), ("1250.50", 125_050), ("5000 €", 500_000), ("20,5", 2050)],
)
def test_a_goal_is_typed_as_money(typed, goal):
    response = client_of(*RIGHTS).post(ADD, filled(goal=typed))
    assert response.status_code == 302
    assert Campaign.objects.get().goal == goal


@pytest.mark.parametrize("typed", ["", "0", "much", "5 zł", "-5", "99999999999"])
def test_what_is_no_goal_is_said_in_its_place(typed):
    response = client_of(*RIGHTS).post(ADD, filled(goal=typed))
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    assert "goal" in errors or "__all__" in errors
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_goal_that_is_saved_unchanged_stays(language, admin_client, admin_user):
    campaign = make_campaign(goal=1_234_550)
    admin_user.language = language
    admin_user.save(update_fields=["language"])
    page = f"/admin/donations/campaign/{campaign.pk}/change/"
    with translation.override(language):
        shown = admin_client.get(page).context["adminform"].form["goal"].value()
    assert admin_client.post(page, filled(goal=shown)).status_code == 302
    campaign.refresh_from_db()
    assert campaign.goal == 1_234_550


def test_rates_are_written_beside_the_campaign():
    data = filled() | {"rates-TOTAL_FORMS": 1, "rates-0-currency": "usd", "rates-0-rate": "0.92"}
    assert client_of(*RIGHTS).post(ADD, data).status_code == 302
    assert str(Campaign.objects.get().rates.get()) == "1 USD = 0.92"


def test_a_campaign_needs_a_title_in_one_language():
    assert client_of(*RIGHTS).post(ADD, filled(title_ru="")).status_code == 200
    assert client_of(*RIGHTS).post(ADD, filled(title_ru="", title_en="Studio")).status_code == 302
    with translation.override("ru"):
        assert str(Campaign.objects.get()) == "Studio"


def test_who_may_not_writes_none():
    client = client_of("view_campaign")
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, filled()).status_code == 403
    assert not Campaign.objects.exists()


def test_a_campaign_with_payments_cannot_be_deleted(admin_client):
    campaign = make_campaign()
    make_payment(campaign=campaign)
    admin_client.post(f"/admin/donations/campaign/{campaign.pk}/delete/", {"post": "yes"})
    assert Campaign.objects.exists()


def test_a_use_is_written(admin_client):
    data = {
        "title_ru": "Редакция",
        "title_en": "",
        "text_ru": "",
        "text_en": "",
        "share": 40,
        "position": 1,
    }
    assert admin_client.post("/admin/donations/use/add/", data).status_code == 302
    assert Use.objects.get().share == 40
