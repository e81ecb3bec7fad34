"""Where the admin is put together: what joins two features, and what staff have no need to see.

Of a library's pages that is the queue, which shows letters on their way, with addresses: a staff
session in the wrong hands should not open them.
"""

from django.contrib import admin
from procrastinate.contrib.django.models import ProcrastinateJob

from config import discussing  # noqa: F401  registers the blog's posts anew

admin.site.unregister(ProcrastinateJob)
