"""What moderators do. Every deed is one transaction, safe to repeat, and leaves one row in the log."""
