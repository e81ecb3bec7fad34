"""Whether a name or an address has an account, no door tells: not by words, headers, letters or time."""

import re
import time

import pytest
from django.core.cache import cache
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from tests.factories import make_member

pytestmark = pytest.mark.django_db
PASSWORD = "a long and quiet river"
KNOWN, UNKNOWN = "vera@example.org", "nora@example.org"  # of one length, as are the names

# door: fields, and the field whose value is somebody's in one case and nobody's in the other
DOORS = {
    "login/ by name": ({"password": "not the password"}, "login", ("Вера", "Нора")),
    "login/ by address": ({"password": "not the password"}, "login", (KNOWN, UNKNOWN)),
    "login/code/": ({}, "email", (KNOWN, UNKNOWN)),
    "password/reset/": ({}, "email", (KNOWN, UNKNOWN)),
    "signup/": ({"username": "Лена", "password1": PASSWORD}, "email", (KNOWN, UNKNOWN)),
    "recover/": ({"code": "123456789012", "password": PASSWORD}, "name", ("Вера", "Нора")),
}
PAIRS = 8  # requests of each kind; the quickest counts
TOLERANCE = 0.3  # of the quicker one; hashing a password would be ten times as much


@pytest.fixture(autouse=True)
def vera():
    return make_member(name="Вера", email=KNOWN, password=PASSWORD)


def knock(door, value, client=None):
    """The answer of a door to a stranger, and the page it leads to."""
    fields, name, _values = DOORS[door]
    client = client or Client()
    path = f"/en/accounts/{door.split()[0]}"
    response = client.post(path, {**fields, name: value})
    led_to = client.get(response["Location"]) if response.status_code == 302 else None
    return response, led_to


def wordless(response, value):
    """What can be seen of a response, without what was typed and what is random."""
    if response is None:
        return None
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    kept = {"Location", "Content-Type", "Cache-Control", "Vary"}
    headers = {name: response[name] for name in kept if response.has_header(name)}
    return response.status_code, headers, body.replace(value, "…"), sorted(response.cookies)


@pytest.mark.parametrize("door", DOORS)
def test_the_answer_is_the_same(door):
    known, unknown = DOORS[door][2]
    before = ProcrastinateJob.objects.count()
    seen = [wordless(response, known) for response in knock(door, known)]
    letters = ProcrastinateJob.objects.count() - before
    User.objects.exclude(name="Вера").delete()
    cache.clear()
    expected = [wordless(response, unknown) for response in knock(door, unknown)]
    assert seen == expected
    assert ProcrastinateJob.objects.count() - before == 2 * letters


@pytest.mark.parametrize("door", DOORS)
def test_the_answer_takes_as_long(door):
    """In time of the processor, all threads of it: the clock on the wall measures the neighbours."""
    known, unknown = DOORS[door][2]
    took = {known: [], unknown: []}
    for _ in range(PAIRS):
        for value in (known, unknown):
            cache.clear()  # the limits are somebody else's test
            fields, name, _values = DOORS[door]
            client = Client()
            started = time.process_time()
            client.post(f"/en/accounts/{door.split()[0]}", {**fields, name: value})
            took[value].append(time.process_time() - started)
            User.objects.exclude(name="Вера").delete()
    quick, slow = sorted(min(times) for times in took.values())
    assert slow - quick < quick * TOLERANCE, (quick, slow)


def test_two_wrong_codes_get_the_same_answer_for_a_known_and_an_unknown_address():
    answers = []
    for value in (KNOWN, UNKNOWN):
        cache.clear()
        client = Client()
        knock("login/code/", value, client)
        answer = client.post("/en/accounts/login/code/confirm/", {"code": "BBBB-CCCC"})
        answers.append(wordless(answer, value))
    assert answers[0] == answers[1]


def test_a_sign_up_is_taken_back_with_its_name_and_the_answer_is_the_same():
    answers = []
    for value in (KNOWN, UNKNOWN):
        client = Client()
        knock("signup/", value, client)
        answer = client.post("/en/accounts/signup/again/")
        answers.append(wordless(answer, value))
        assert list(User.objects.values_list("name", flat=True)) == ["Вера"]
    assert answers[0] == answers[1]
    assert answers[0][:2] == (302, {"Location": "/en/accounts/signup/"} | answers[0][1])


def test_an_account_that_was_used_is_not_taken_back(vera):
    client = Client()
    client.post("/en/accounts/login/code/", {"email": KNOWN})
    client.post("/en/accounts/signup/again/")
    assert User.objects.get() == vera


def test_a_stranger_s_address_gets_no_letter(run_jobs, mailoutbox):
    knock("login/code/", UNKNOWN)
    knock("password/reset/", UNKNOWN)
    run_jobs()
    assert mailoutbox == []
    assert not ProcrastinateJob.objects.filter(args__icontains=UNKNOWN).exists()
