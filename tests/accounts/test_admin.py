import pytest

from accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long and quiet river"


def add(client, **fields):
    form = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    return client.post("/admin/accounts/user/add/", form | fields)


def change(client, user, **fields):
    form = {
        "name": user.name,
        "language": user.language,
        "is_active": "on",
    }
    return client.post(f"/admin/accounts/user/{user.pk}/change/", form | fields)


def test_staff_add_a_user_who_can_then_be_found_and_sign_in(admin_client):
    assert add(admin_client, name="Вера").status_code == 302
    assert User.objects.get_by_natural_key("вера").check_password(PASSWORD)
    assert "Вера" in admin_client.get("/admin/accounts/user/?q=вера").content.decode()


def test_staff_are_told_when_a_name_looks_like_one_that_is_taken(admin_client):
    make_user(name="Вера")
    response = add(admin_client, name="BEPA")
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert User.objects.filter(name="BEPA").count() == 0


def test_staff_change_a_user(admin_client):
    user = make_user(name="Вера")
    assert change(admin_client, user, name="Вера К.", language="en").status_code == 302
    user.refresh_from_db()
    assert (user.name, user.language) == ("Вера К.", "en")


def test_staff_give_a_user_a_new_password(admin_client):
    user = make_user(name="Вера", password="the old one, forgotten")
    admin_client.post(
        f"/admin/accounts/user/{user.pk}/password/",
        {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD},
    )
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("model", ["account/emailaddress", "mfa/authenticator"])
def test_addresses_and_second_factors_are_not_shown(admin_client, model):
    assert admin_client.get(f"/admin/{model}/").status_code == 404


def test_letters_on_their_way_are_not_shown(admin_client):
    path = "/admin/procrastinate/procrastinatejob/"
    assert admin_client.get(path).status_code == 404
