"""Which fields of pages and of the menu exist once for each language."""

from modeltranslation.translator import TranslationOptions, register

from editing.texts import TRANSLATED
from pages.models import MenuItem, Page


@register(Page)
class PageTranslation(TranslationOptions):
    fields = TRANSLATED


@register(MenuItem)
class MenuItemTranslation(TranslationOptions):
    fields = ("label",)
