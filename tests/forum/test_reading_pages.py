import pytest
from django.test import Client
from django.urls import reverse

from forum import posting
from forum.models import Post
from forum.writing import Writing
from tests.factories import make_user
from tests.forum.factories import make_moderator, make_replies, make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db


def test_the_index_shows_sections_and_what_was_said_last(client):
    section = make_section(name_ru="Помощь", description_ru="Спросите здесь")
    make_topic(section, title="Как читать через Tor?")
    page = client.get("/ru/forum/").content.decode()
    assert "Помощь" in page and "Спросите здесь" in page and "Как читать через Tor?" in page


def test_a_topic_shows_its_posts_in_order(client):
    topic = make_topic(text="Первое")
    make_reply(topic, text="Второе")
    make_reply(topic, text="Третье")
    page = client.get(topic.get_absolute_url()).content.decode()
    assert page.index("Первое") < page.index("Второе") < page.index("Третье")


def test_a_topic_answers_at_any_section_and_title_with_its_own(client):
    topic = make_topic(title="Как жить")
    response = client.get(f"/ru/forum/elsewhere/{topic.pk}-other/")
    assert response.status_code == 301
    assert response["Location"] == topic.get_absolute_url()


def test_a_reply_is_found_on_its_page(client):
    topic = make_topic()
    make_replies(topic, 45)
    post = topic.posts.get(number=41)
    page = client.get(post.get_absolute_url()).content.decode()
    assert f'id="reply-{post.pk}"' in page
    assert "Ответ 41<" in page and "Ответ 40<" not in page


def test_a_link_to_a_reply_survives_its_being_hidden_and_moved(client):
    topic, other = make_topic(), make_topic()
    post = make_reply(topic)
    address = post.get_absolute_url()
    Post.objects.filter(pk=post.pk).update(hidden_at="2026-01-01T00:00Z")
    assert client.get(address).status_code == 200
    Post.objects.filter(pk=post.pk).update(hidden_at=None, topic=other)
    assert client.get(address)["Location"] == Post.objects.get(pk=post.pk).get_absolute_url()


def test_the_words_of_a_hidden_post_are_for_moderators(client):
    topic = make_topic()
    make_reply(topic, text="Грубость", hidden_at="2026-01-01T00:00Z")
    assert "Грубость" not in client.get(topic.get_absolute_url()).content.decode()
    client.force_login(make_moderator())
    assert "Грубость" in client.get(topic.get_absolute_url()).content.decode()


def test_what_waits_is_shown_to_its_author_and_moderators(client):
    topic = make_topic(make_section(approves_new=True))
    author = make_user()
    posting.reply(topic, author, Writing("Первые слова"))
    address = topic.get_absolute_url()
    seen = {}
    for name, user in (("author", author), ("other", make_user()), ("team", make_moderator())):
        visitor = Client()
        visitor.force_login(user)
        seen[name] = "Первые слова" in visitor.get(address).content.decode()
    assert seen == {"author": True, "other": False, "team": True}


def test_who_asked_finds_a_question_that_waits_and_others_don_t(client):
    author = make_user()
    section = make_section(approves_new=True)
    topic = posting.start(section, author, "Как быть?", Writing("Так?"))
    assert client.get(topic.get_absolute_url()).status_code == 404
    client.force_login(author)
    assert client.get(topic.get_absolute_url()).status_code == 200


def test_a_section_for_members_is_no_page_for_strangers(client):
    topic = make_topic(make_section(readers=1))
    assert client.get(topic.get_absolute_url()).status_code == 404
    assert client.get(topic.section.get_absolute_url()).status_code == 404
    client.force_login(make_user())
    assert client.get(topic.get_absolute_url()).status_code == 200


def test_unread_leads_to_the_first_new_post(client):
    topic, user = make_topic(), make_user()
    make_replies(topic, 30)
    client.force_login(user)
    client.get(topic.get_absolute_url())  # sees 1 to 20
    response = client.get(f"{topic.get_absolute_url()}?unread=1")
    assert response["Location"] == topic.posts.get(number=21).get_absolute_url()


def test_a_section_goes_on_where_the_last_page_ended(client):
    section = make_section()
    titles = {make_topic(section, title=f"Тема {n}", author=None).title for n in range(25)}
    first = client.get(section.get_absolute_url())
    after = first.context["page"].after
    second = client.get(section.get_absolute_url(), {"after": after})
    seen = [topic.title for page in (first, second) for topic in page.context["page"].topics]
    assert len(seen) == 25 and set(seen) == titles


@pytest.mark.parametrize("after", ["x", "1", "-", "9" * 40 + "-1", "1-x", "\0"])
def test_a_place_that_is_none_is_the_beginning(client, after):
    section = make_topic().section
    assert client.get(section.get_absolute_url(), {"after": after}).context["page"].topics


@pytest.mark.parametrize("page", ["0", "2", "x", "99999999999"])
def test_a_page_that_is_none_is_not_found(client, page):
    assert client.get(make_topic().get_absolute_url(), {"page": page}).status_code == 404


def test_a_deleted_post_says_so(client):
    topic = make_topic()
    post = make_reply(topic, text="Тайное")
    posting.delete(post, post.author)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Тайное" not in page and f"reply-{post.pk}" in page


def test_the_lists_open(client):
    make_topic()
    for name in ("new", "unanswered"):
        assert len(client.get(reverse(f"forum:{name}")).context["page"].topics) == 1
    client.force_login(make_user())
    for name in ("mine", "drafts"):
        assert client.get(reverse(f"forum:{name}")).status_code == 200


def test_what_waits_is_found_by_who_wrote_it_and_by_nobody_else(client):
    author = make_user()
    section = make_section(approves_new=True)
    topic = posting.start(section, author, "Жду", Writing("Кто-нибудь здесь?"))
    reply = posting.reply(make_topic(section), author, Writing("Я тоже жду"))
    addresses = [reverse("forum:post", args=[post.pk]) for post in (topic.opening, reply)]
    client.force_login(author)
    page = client.get(reverse("forum:mine")).content.decode()
    assert "Кто-нибудь здесь?" in page and "Я тоже жду" in page
    assert 'class="empty' not in page
    assert [client.get(address, follow=True).status_code for address in addresses] == [200, 200]
    client.force_login(make_user())
    assert "Кто-нибудь" not in client.get(reverse("forum:mine")).content.decode()
    assert client.get(addresses[0]).status_code == 404


def test_a_title_in_the_other_language_is_marked_wherever_it_is_listed(client):
    topic = make_topic(title="Who reads this?", language="en")
    page = client.get("/ru/forum/").content.decode()
    assert page.count("Who reads this?") == page.count('lang="en">Who reads this?') == 2
    profile = client.get(topic.opening.author.get_absolute_url()).content.decode()
    assert 'lang="en">Who reads this?' in profile
