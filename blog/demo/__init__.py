"""The demo site's own content: posts, pictures and endless filler, all of it invented."""
