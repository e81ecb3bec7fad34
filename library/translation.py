"""What is said of a picture or a file once for each language."""

from modeltranslation.translator import TranslationOptions, register

from library.models import Document, Picture


@register(Picture)
class PictureTranslation(TranslationOptions):
    fields = ("alt",)


@register(Document)
class DocumentTranslation(TranslationOptions):
    fields = ("title",)
