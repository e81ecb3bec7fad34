"""What anybody may type: every query is answered, and none becomes a statement or an error."""

import pytest

from tests.forum.factories import make_topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", ["", "замок "])
@pytest.mark.parametrize("operator", ["in:nowhere", "topic:nothing", "author:nobody", "lang:uk"])
def test_an_operator_that_leaves_nothing_finds_nothing(client, words, operator):
    make_topic(title="Замок", language="ru")
    for page in ("", "feed/"):
        response = client.get(f"/en/search/{page}", {"q": words + operator})
        assert response.status_code == 200
        assert "/forum/" not in response.content.decode().partition('class="rows found"')[2]
