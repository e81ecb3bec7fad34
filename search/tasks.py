"""Jobs of the search."""
