"""Of what kind of letter a notice is, and what members can choose about them."""

from django.utils.translation import gettext_lazy as _

from accounts import mailing
from accounts.mailing import Rhythm
from forum.models import Kind

# Its keys are in members' rows: `User.mail_off`, `User.mail_rhythms`.
NEWS = {
    "replies": mailing.Kind(
        _("Replies and quotes"),
        _("Somebody replies in a topic you started, or quotes you."),
        Rhythm.AT_ONCE,
    ),
    "mentions": mailing.Kind(_("Mentions"), _("Somebody writes @ and your name."), Rhythm.AT_ONCE),
    "answers": mailing.Kind(
        _("Accepted answers"),
        _("Your reply was chosen as the answer to a question."),
        Rhythm.AT_ONCE,
    ),
    "followed": mailing.Kind(
        _("Topics and sections I follow"), _("Everything new in them."), Rhythm.DAILY
    ),
    "moderation": mailing.Kind(
        _("A word from the moderators"),
        _("What became of your posts, and why."),
        Rhythm.AT_ONCE,
    ),
}
LETTER_OF = {
    Kind.REPLY: "replies",
    Kind.QUOTE: "replies",
    Kind.MENTION: "mentions",
    Kind.ANSWER: "answers",
    Kind.FOLLOWED: "followed",
    Kind.MODERATION: "moderation",
}

mailing.KINDS.update(NEWS)
