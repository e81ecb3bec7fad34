"""The demo forum: sections, members and conversations, all of them invented, and endless filler."""
