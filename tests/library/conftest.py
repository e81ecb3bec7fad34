import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def english():
    with override("en"):
        yield
