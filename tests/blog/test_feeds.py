import xml.etree.ElementTree as ElementTree

import pytest

from tests.factories import make_post, make_topic

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def test_the_feed_carries_the_whole_text_in_one_language(client):
    make_post(
        title_ru="Дом", slug_ru="dom", body_ru="<p>Весь <em>текст</em></p>", summary_ru="Кратко"
    )
    make_post(title_en="House", slug_en="house", body_en="<p>Whole</p>")
    (entry,) = entries(client, "/ru/blog/feed/")
    assert entry.findtext(f"{ATOM}title") == "Дом"
    assert entry.findtext(f"{ATOM}content") == "<p>Весь <em>текст</em></p>"
    assert entry.find(f"{ATOM}content").get("type") == "html"
    assert entry.find(f"{ATOM}link").get("href") == "http://testserver/ru/blog/dom/"


def test_a_topics_feed_holds_only_that_topic(client):
    topic = make_topic(title_ru="Суд", slug_ru="sud")
    make_post(title_ru="Дом", slug_ru="dom", body_ru="<p>Да</p>").topics.add(topic)
    make_post(title_ru="Сад", slug_ru="sad", body_ru="<p>Да</p>")
    assert [e.findtext(f"{ATOM}title") for e in entries(client, "/ru/blog/topics/sud/feed/")] == [
        "Дом"
    ]


def test_the_feed_says_its_language(client):
    make_post(title_en="House", slug_en="house", body_en="<p>Whole</p>")
    root = ElementTree.fromstring(client.get("/en/blog/feed/").content)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_pictures_and_links_in_a_feed_name_the_host(client):
    body = '<p><a href="/ru/blog/">Блог</a><img src="/media/a.png" alt=""></p>'
    make_post(title_ru="Дом", slug_ru="dom", body_ru=body)
    (entry,) = entries(client, "/ru/blog/feed/")
    content = entry.findtext(f"{ATOM}content")
    assert 'href="http://testserver/ru/blog/"' in content
    assert 'src="http://testserver/media/a.png"' in content
