"""Where style sheets and scripts are kept for browsers: hashed, so that they may be kept for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """What a module imports is hashed, too: Django changes the addresses in `import` statements."""

    support_js_module_import_aggregation = True
