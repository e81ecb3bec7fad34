"""The treasurer's first page, and the panel that leads there."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donations import treasury
from donations.models import today
from tests.donations.admin.staff import client_of
from tests.donations.admin.test_lists import make_row
from tests.donations.factories import make_campaign, make_payment, make_subscription

pytestmark = pytest.mark.django_db
PATH = "/admin/donations/payment/overview/"


def page(client, path=PATH):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_every_figure_has_its_definition_beside_it():
    make_row()
    text = page(client_of("view_payment"))
    assert [name for name, words in treasury.DEFINITIONS.items() if str(words) not in text] == []


def test_an_empty_site_says_so_in_every_place():
    text = page(client_of("view_payment"))
    assert text.count('class="plot-empty"') == 6
    assert "<rect" not in text


def test_pictures_have_names_and_tables():
    make_payment(paid_on=today(), amount=123_450)
    make_subscription(started_on=today())
    text = page(client_of("view_payment"))
    pictures = re.findall(r'<svg class="picture"[^>]*aria-labelledby="([\w-]+)"', text)
    assert len(pictures) == len(set(pictures)) == text.count('class="numbers"') == 3
    for each in pictures:
        assert re.search(rf'<title id="{each}">[^<]+</title>', text)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_no_place_in_a_picture_depends_on_the_language():
    make_payment(paid_on=today())
    for language in ("ru", "en"):
        client = client_of("view_payment", language=language)
        drawn = "".join(re.findall(r"(?s)<div class=\"plot\">.*?</div>", page(client)))
        places = re.findall(r'\b(x|x1|x2|y|y1|y2|width|height|cx|cy)="([^"]*)"', drawn)
        assert len(places) > 30
        for name, value in places:
            assert re.fullmatch(r"-?\d+(\.\d+)?%?", value), (name, value)


def test_nothing_is_styled_in_place():
    make_row()
    text = page(client_of("view_payment", "export_payment"))
    assert not re.search(r"\sstyle=", text)
    assert "<style" not in text


def test_a_campaign_beyond_its_goal_has_a_full_bar():
    make_payment(campaign=make_campaign(goal=100), amount=1000)
    text = page(client_of("view_payment"))
    assert 'width="100%" height="12" rx="3" class="series-a"' in text
    assert "1000" in text  # hundredths


def test_who_may_not_see_payments_sees_neither_page_nor_panel():
    client = client_of("view_campaign", "view_subscription")
    assert client.get(PATH).status_code == 403
    assert PATH not in page(client, "/admin/")


def test_who_may_is_led_there_from_every_index():
    make_subscription(amount=123_400)
    client = client_of("view_payment")
    for path in ("/admin/", "/admin/donations/"):
        text = page(client, path)
        assert PATH in text and "donations-panel" in text
    assert PATH in page(client, "/admin/donations/payment/")


def test_the_index_of_another_app_has_no_panel(admin_client):
    assert "donations-panel" not in page(admin_client, "/admin/blog/")


def test_only_reading_is_possible(admin_client):
    assert admin_client.post(PATH).status_code == 405


def test_the_export_is_offered_to_who_may():
    assert 'name="first"' not in page(client_of("view_payment"))
    assert 'name="first"' in page(client_of("view_payment", "export_payment"))


def test_the_overview_costs_the_same_for_any_number_of_rows(admin_client):
    costs = []
    for _time in range(3):
        make_row()
        page(admin_client)
        with CaptureQueriesContext(connection) as captured:
            page(admin_client)
        costs.append(len(captured))
    assert len(set(costs)) == 1
    assert costs[0] <= 12, [each["sql"][:90] for each in captured]
