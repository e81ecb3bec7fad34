import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from tests.factories import make_user


def test_new_passwords_are_kept_by_argon2id_in_one_thread():
    assert make_password("river stone lamp").startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")


@pytest.mark.django_db
def test_one_kept_by_djangos_choice_still_opens_and_is_kept_anew():
    user = make_user()
    user.password = Argon2PasswordHasher().encode("river stone lamp", "salt" * 6)
    assert user.check_password("river stone lamp")
    user.refresh_from_db()
    assert "m=47104" in user.password and check_password("river stone lamp", user.password)
