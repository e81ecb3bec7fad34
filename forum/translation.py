"""What sections say in each language."""

from modeltranslation.translator import TranslationOptions, register

from forum.models import Section


@register(Section)
class SectionTranslation(TranslationOptions):
    fields = ("name", "description")
