import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("accepted", "address"),
    [
        ("en-GB,en;q=0.9", "/en/"),
        ("de", "/ru/"),
        ("", "/ru/"),
        ("ru,en;q=0.5", "/ru/"),
        ("*;q=x,,", "/ru/"),
    ],
)
def test_the_door_follows_the_browser_else_russian(client, accepted, address):
    response = client.get("/", headers={"Accept-Language": accepted})
    assert response["Location"] == address
    assert "Accept-Language" in response["Vary"]


def test_the_choice_cookie_goes_before_the_browser(client):
    client.post("/preferences/", {"language": "en", "next": "/en/"})
    assert client.get("/", headers={"Accept-Language": "ru"})["Location"] == "/en/"


def test_a_theme_is_kept_shown_and_forgotten_without_scripts(client):
    response = client.post("/preferences/", {"theme": "dark", "next": "/ru/blog/?page=1"})
    assert (response.status_code, response["Location"]) == (302, "/ru/blog/?page=1")
    assert client.cookies["theme"]["httponly"]
    assert 'data-theme="dark"' in client.get("/ru/").content.decode()
    client.post("/preferences/", {"theme": "system", "next": "/ru/"})
    assert "data-theme" not in client.get("/ru/").content.decode()


@pytest.mark.parametrize(
    "hostile", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil"]
)
def test_a_choice_never_leads_to_another_host(client, hostile):
    assert client.post("/preferences/", {"theme": "dark", "next": hostile})["Location"] == "/"


def test_another_site_cannot_choose_for_a_reader(client):
    response = client.post(
        "/preferences/", {"theme": "dark"}, headers={"Origin": "https://evil.example"}
    )
    assert response.status_code == 403
    assert not response.cookies


def test_a_theme_nobody_offers_is_not_kept(client):
    response = client.post("/preferences/", {"theme": '"><script>'})
    assert not response.cookies.get("theme") or not response.cookies["theme"].value
