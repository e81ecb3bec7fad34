"""Pages of accounts, a module for each subject."""
