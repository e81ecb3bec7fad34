"""The pages of giving: see urls.py for which is where."""
