"""The library in the admin: a grid of pictures, a list of files, and both for forms to choose from."""

from library.admin import documents, pictures  # noqa: F401  registers them
