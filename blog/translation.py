"""Which fields of the blog exist once for each language."""

from modeltranslation.translator import TranslationOptions, register

from blog.models import Author, Post, Topic
from editing.texts import TRANSLATED


@register(Author)
class AuthorTranslation(TranslationOptions):
    fields = ("name",)


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("title", "slug")


@register(Post)
class PostTranslation(TranslationOptions):
    fields = TRANSLATED
