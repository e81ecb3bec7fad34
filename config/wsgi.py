"""The WSGI door that gunicorn opens."""

import os

from django.core.wsgi import get_wsgi_application

from search import morphology

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
morphology.warm_up()  # before workers fork, so that they share it and no reader waits for it
