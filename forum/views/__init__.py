"""Pages of the forum, a module for each kind of thing one does there."""
