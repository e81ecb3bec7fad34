import base64
import json
import re
import time
from html import unescape

import altcha
import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from accounts import challenges
from accounts.challenges import Challenge, NotMet
from accounts.models import User

FORM, OTHER_FORM = "signup", "reset"
ONE, ANOTHER = "fd00::1", "fd00::2"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A computation of a few milliseconds; the browser's tests take the real one."""
    monkeypatch.setattr(challenges, "COST", 5)
    monkeypatch.setattr(challenges, "TRIES", 20)


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = time.time()

    monkeypatch.setattr(time, "time", lambda: Clock.now)
    return Clock


def solved(scope=FORM, source=ONE, **changes):
    """What the browser sends for a fresh challenge."""
    return solve(Challenge(scope, source).puzzle, **changes)


def solve(puzzle, **changes):
    puzzle = altcha.Challenge.from_dict(json.loads(puzzle))
    payload = altcha.Payload(puzzle, altcha.solve_challenge(puzzle)).to_dict()
    payload["challenge"]["parameters"].update(changes)
    return base64.b64encode(json.dumps(payload).encode()).decode()


def accepts(solution="", token="", scope=FORM, source=ONE):
    try:
        Challenge(scope, source, solution, token).accept()
    except NotMet:
        return False
    return True


def left(token, source=ONE):
    with pytest.raises(NotMet) as refusal:
        Challenge(FORM, source, "", token).accept()
    return refusal.value.seconds


class TestSolution:
    def test_a_right_one_counts_once(self):
        solution = solved()
        assert accepts(solution)
        assert not accepts(solution)

    def test_the_same_in_another_spelling_is_no_second_one(self):
        solution = solved()
        assert accepts(solution)
        payload = json.loads(base64.b64decode(solution))
        again = {**payload, "solution": {**payload["solution"], "counter": 7, "time": 1}}
        assert not accepts(base64.b64encode(json.dumps(again, indent=1).encode()).decode())
        payload["solution"]["derivedKey"] = payload["solution"]["derivedKey"].upper()
        assert not accepts(base64.b64encode(json.dumps(payload).encode()).decode())

    def test_it_counts_for_its_source_and_form_only(self):
        assert not accepts(solved(source=ANOTHER))
        assert not accepts(solved(scope=OTHER_FORM))

    def test_a_wrong_one_does_not_count(self):
        payload = json.loads(base64.b64decode(solved()))
        payload["solution"]["derivedKey"] = "00" * 32
        assert not accepts(base64.b64encode(json.dumps(payload).encode()).decode())

    @pytest.mark.parametrize(
        "change",
        [{"cost": 1}, {"keyPrefix": "00"}, {"keySignature": None}, {"expiresAt": 9_999_999_999}],
    )
    def test_its_terms_are_ours(self, change):
        assert not accepts(solved(**change))

    def test_it_is_too_late_after_ten_minutes(self, clock):
        early, late = solved(), solved()
        clock.now += 590
        assert accepts(early)
        clock.now += 20
        assert not accepts(late)

    def test_another_process_with_the_same_cache_refuses_it_too(self):
        """Nothing is remembered but in the cache: without it a used one would pass."""
        from django.core.cache import cache

        solution = solved()
        assert accepts(solution)
        cache.clear()
        assert accepts(solution)

    def test_its_key_is_the_sites(self, settings):
        solution = solved()
        settings.HASH_KEY = "another"
        assert not accepts(solution)

    def test_the_real_one_costs_us_little(self, monkeypatch):
        monkeypatch.undo()
        started = time.process_time()
        puzzle = json.loads(Challenge(FORM, ONE).puzzle)
        assert time.process_time() - started < 0.05
        assert puzzle["parameters"]["cost"] * challenges.TRIES > 1_000_000


class TestWait:
    def test_it_counts_from_half_a_minute_to_an_hour_and_once(self, clock):
        token, other = Challenge(FORM, ONE).waiting, Challenge(FORM, ONE).waiting
        clock.now += 29
        assert not accepts(token=token)
        clock.now += 2
        assert accepts(token=token)
        assert not accepts(token=token)
        clock.now += 3600
        assert not accepts(token=other)

    def test_it_tells_the_seconds_left(self, clock):
        token = Challenge(FORM, ONE).waiting
        clock.now += 10
        assert left(token) == pytest.approx(20, abs=1)
        assert left("") == 30

    def test_it_counts_for_its_source_and_form_only(self, clock):
        tokens = Challenge(FORM, ANOTHER).waiting, Challenge(OTHER_FORM, ONE).waiting
        clock.now += 60
        assert not any(accepts(token=token) for token in tokens)

    def test_it_goes_on_over_a_refusal_and_begins_anew_when_used(self, clock):
        token = Challenge(FORM, ONE).waiting
        assert Challenge(FORM, ONE, "", token).waiting == token
        clock.now += 31
        assert accepts(token=token)
        assert Challenge(FORM, ONE, "", token).waiting not in ("", token)

    def test_it_serves_where_a_solution_is_wrong(self, clock):
        token = Challenge(FORM, ONE).waiting
        clock.now += 31
        assert accepts("nonsense", token)


def nested(depth):
    return base64.b64encode(b"[" * depth).decode()


def payloads():
    json_values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    )  # fmt: skip
    names = ("algorithm", "nonce", "salt", "cost", "keyPrefix", "keySignature", "expiresAt", "data")
    parameters = st.fixed_dictionaries({}, optional=dict.fromkeys(names, json_values)) | json_values
    return st.fixed_dictionaries(
        {
            "challenge": st.fixed_dictionaries({"parameters": parameters, "signature": json_values}) | json_values,
            "solution": st.fixed_dictionaries({"counter": json_values, "derivedKey": json_values}) | json_values,
        }
    )  # fmt: skip


class TestHostile:
    @given(st.text(), st.text())
    def test_no_text_passes_or_breaks_it(self, solution, token):
        assert not accepts(solution, token)
        assert Challenge(FORM, ONE, solution, token).waiting != token

    @given(payloads())
    def test_no_shape_passes_or_breaks_it(self, payload):
        assert not accepts(base64.b64encode(json.dumps(payload).encode()).decode())

    @given(st.data())
    def test_nothing_made_of_a_right_one_passes(self, data):
        """A character changed anywhere, in a solution and in a token old enough."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(challenges, "COST", 5)
            token = Challenge(FORM, ONE).waiting
            place = data.draw(st.integers(0, 10_000)) % len(token)
            changed = token[:place] + data.draw(st.characters()) + token[place + 1 :]
            patch.setattr(time, "time", lambda now=time.time(): now + 60)  # noqa: B008
            assert changed == token or not accepts(token=changed)

    @pytest.mark.parametrize(
        "solution", [nested(900), nested(2900), nested(100_000), "A" * 5_000_000]
    )
    def test_neither_depth_nor_length_does(self, solution):
        assert not accepts(solution, solution)


@pytest.fixture
def site(settings, db):
    settings.ROOT_URLCONF = "tests.accounts.challenged"
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def under_pressure(settings):
    settings.PRESSURE = {"source": 1000, "everyone": 0}


def fields(page):
    return dict(re.findall(r'name="(challenge-\w+)"(?: value="([^"]*)")?', page))


class TestForm:
    def test_without_pressure_nothing_is_added_or_fetched(self, site):
        response = site.get("/challenged/")
        assert "challenge" not in response.text.replace("/challenged/", "")
        assert site.post("/challenged/", {"name": "A"}).text == "Welcome"

    def test_attempts_bring_their_source_under_pressure(self, site):
        answers = [site.post("/challenged/", {"name": "A"}).text == "Welcome" for _ in range(4)]
        assert answers == [True, True, True, False]
        assert "challenge-wait" in site.get("/challenged/").text

    def test_an_early_one_is_told_how_long_and_keeps_its_wait(self, site, under_pressure, clock):
        sent = {
            "name": "Anna",
            "challenge-wait": fields(site.get("/challenged/").text)["challenge-wait"],
        }
        clock.now += 12
        refused = site.post("/challenged/", sent)
        assert re.search(r"Please wait 1[89] more seconds", refused.text)
        assert "typed anew" not in refused.text  # it has no password
        assert 'value="Anna"' in refused.text
        assert fields(refused.text)["challenge-wait"] == sent["challenge-wait"]
        clock.now += 19
        assert site.post("/challenged/", sent).text == "Welcome"
        assert "Please wait 30 more seconds" in site.post("/challenged/", sent).text

    def test_other_mistakes_use_nothing_up(self, site, under_pressure, clock):
        token = fields(site.get("/challenged/").text)["challenge-wait"]
        clock.now += 31
        assert (
            "Please wait"
            not in site.post("/challenged/", {"name": "", "challenge-wait": token}).text
        )
        assert site.post("/challenged/", {"name": "A", "challenge-wait": token}).text == "Welcome"

    def test_the_words_are_in_the_readers_language(self, site, under_pressure):
        site.defaults["HTTP_ACCEPT_LANGUAGE"] = "ru"
        assert (
            "ещё 30\N{NO-BREAK SPACE}секунд и нажмите"
            in site.post("/challenged/", {"name": "А"}).text
        )
        assert (
            "отправить её можно через 30\N{NO-BREAK SPACE}секунд" in site.get("/challenged/").text
        )

    @pytest.mark.parametrize(
        ("seconds", "russian"), [(1, "1 секунду"), (2, "2 секунды"), (21, "21 секунду")]
    )
    def test_seconds_are_counted_right(self, seconds, russian):
        with override("ru"):
            assert russian in challenges._wait(seconds).replace("\N{NO-BREAK SPACE}", " ")
        with override("en"):
            assert "1 more second " in challenges._wait(1)


class TestSignup:
    """The real form, at its real address."""

    PERSON = {"username": "anna", "email": "", "password1": "river stone lamp"}

    @pytest.fixture(autouse=True)
    def _sign_up(self, site, settings):
        settings.PRESSURE = {"source": 1000, "everyone": 0}

    def test_without_its_challenge_it_makes_no_account_and_hashes_nothing(self, site, monkeypatch):
        monkeypatch.setattr(User, "set_password", None)
        response = site.post("/en/accounts/signup/", self.PERSON)
        assert response.status_code == 200
        assert "Please wait 30 more seconds" in response.text
        assert "a password has to be typed anew" in response.text
        assert not User.objects.exists()

    @pytest.mark.parametrize("way", ["solution", "wait"])
    def test_with_it_it_makes_one(self, site, clock, way):
        page = site.get("/en/accounts/signup/").text
        puzzle, token = (
            re.search(r'data-challenge="([^"]*)"', page)[1],
            fields(page)["challenge-wait"],
        )
        clock.now += 31
        sent = {"solution": solve(unescape(puzzle)), "wait": token}[way]
        response = site.post("/en/accounts/signup/", {**self.PERSON, f"challenge-{way}": sent})
        assert response.status_code == 302
        assert User.objects.get().name == "anna"

    def test_a_browser_signs_up(self, real, page):
        page.goto("/en/accounts/signup/")
        expect(page.get_by_role("textbox")).to_have_count(3)  # the trap is none
        assert page.locator("[name=homepage]").bounding_box()["x"] < -500
        page.fill("[name=username]", "anna")
        page.fill("[name=password1]", "river stone lamp")
        assert page.watch.problems == []
        page.get_by_role("button", name="Sign up").click()
        page.wait_for_url(lambda url: "signup" not in url)
        assert User.objects.get().name == "anna"
        page.watch.problems.clear()  # the pages beyond are somebody else's


@pytest.fixture
def real(monkeypatch, quick):
    """The work a reader's browser has to do."""
    monkeypatch.undo()


class TestBrowser:
    @pytest.fixture(autouse=True)
    def _pressure(self, site, live_server, settings):
        settings.PRESSURE = {"source": 1000, "everyone": 0}

    def test_scripts_solve_it_while_the_person_writes(self, real, page):
        page.goto("/challenged/")
        page.get_by_text("has done its computation").wait_for()
        page.fill("[name=name]", "Anna")
        page.get_by_role("button", name="Send").click()
        page.get_by_text("Welcome").wait_for()

    def test_sending_early_waits_for_the_computation(self, real, page):
        page.goto("/challenged/")
        page.fill("[name=name]", "Anna")
        page.get_by_role("button", name="Send").click()
        page.get_by_text("Welcome").wait_for()

    def test_a_worker_that_fails_leaves_the_wait(self, real, page, settings):
        settings.CHALLENGE_WAIT = 0
        page.route("**/challenge-worker*", lambda route: route.abort())
        page.goto("/challenged/")
        page.fill("[name=name]", "Anna")
        page.get_by_role("button", name="Send").click()
        page.get_by_text("Welcome").wait_for()
        page.watch.problems.clear()

    def test_without_scripts_the_wait_works(self, page_without_scripts, settings):
        settings.CHALLENGE_WAIT = 2
        page = page_without_scripts
        page.goto("/challenged/")
        page.fill("[name=name]", "Anna")
        page.get_by_role("button", name="Send").click()
        page.get_by_text("Please wait").wait_for()
        expect(page.locator("[name=name]")).to_have_value("Anna")
        page.wait_for_timeout(2_000)
        page.get_by_role("button", name="Send").click()
        page.get_by_text("Welcome").wait_for()
