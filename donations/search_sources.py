"""What the search finds of giving: pages alone, since nothing of what is given is anybody's to find."""

from search.pages import register_page

register_page("donations:donate")
register_page("donations:manage")
