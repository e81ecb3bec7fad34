"""Which fields of the search's models exist once for each language."""

from modeltranslation.translator import TranslationOptions, register

from search.models import BestBet


@register(BestBet)
class BestBetTranslation(TranslationOptions):
    fields = ("title", "text", "address")
