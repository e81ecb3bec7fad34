"""What other apps are told of an account without this one knowing them."""

from django.dispatch import Signal

# An account is about to go, inside the transaction that deletes it. Whoever keeps something of the
# member's lets go of the name, and of the words too when `erase_texts`: user, erase_texts.
account_closed = Signal()

# A member asks for everything that is theirs: user. A receiver gives a list of
# (name of a file without ending, rows as dictionaries of what JSON can).
data_requested = Signal()
