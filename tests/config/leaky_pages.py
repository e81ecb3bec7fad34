"""Pages that break with somebody's data in their hands, for a real gunicorn to serve."""

import logging

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from config import urls
from core.middleware import PrivacyHeaders


class Secret(Exception):
    pass


class Breaking(PrivacyHeaders):
    """Breaks outside of any view, where no address is known yet."""

    def __call__(self, request):
        if "middleware" in request.path:
            raise ImproperlyConfigured(request.get_full_path())
        return super().__call__(request)


@csrf_exempt
def breaks(request, name):
    typed = request.POST.get("text", "")  # a variable of the frame, and part of the message
    try:
        raise Secret(f"{name} wrote {typed} from {request.META['REMOTE_ADDR']}")
    except Secret as error:
        logging.getLogger("site").error("It broke: %s", error, extra={"person": name})
        raise ValueError(f"{name}, {typed}, {request.COOKIES}") from error


def refused_by_the_database(request, name):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE people (name text CONSTRAINT people_name_unique UNIQUE)"
        )
        try:
            cursor.execute("INSERT INTO people VALUES (%s), (%s)", [name, name])
        finally:
            cursor.execute("DROP TABLE people")
    return HttpResponse()


handler500 = urls.handler500
urlpatterns = [
    path("breaks/<str:name>/", breaks),
    path("database/<str:name>/", refused_by_the_database),
    *urls.urlpatterns,
]
