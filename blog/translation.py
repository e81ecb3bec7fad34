"""Which fields of the blog exist once for each language."""

from modeltranslation.translator import TranslationOptions, register

from blog.models import SOURCE, Author, Post, Topic


@register(Author)
class AuthorTranslation(TranslationOptions):
    fields = ("name",)


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("title", "slug")


@register(Post)
class PostTranslation(TranslationOptions):
    fields = ("title", "slug", "summary", "body", "published_at", "stage", *SOURCE)
