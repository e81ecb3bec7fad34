"""Scripts under their hashed names, and what they import."""

import re

from django.contrib.staticfiles.storage import staticfiles_storage


def test_what_a_module_imports_is_hashed_too():
    with staticfiles_storage.open(staticfiles_storage.stored_name("js/prose.js")) as file:
        text = file.read().decode()
    imported = re.findall(r'from "([^"]+)"', text)
    assert len(imported) > 5
    for address in imported:
        assert re.search(r"/[\w-]+\.[0-9a-f]{12}\.js$", address), address
