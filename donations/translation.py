"""Which fields of giving exist once for each language."""

from modeltranslation.translator import TranslationOptions, register

from donations.models import Campaign, Use


@register(Campaign)
class CampaignTranslation(TranslationOptions):
    fields = ("title", "text")


@register(Use)
class UseTranslation(TranslationOptions):
    fields = ("title", "text")
