"""What a library shows in the admin and staff have no need to see: letters on their way, with addresses.

A staff session in the wrong hands should not open them.
"""

from django.contrib import admin
from procrastinate.contrib.django.models import ProcrastinateJob

admin.site.unregister(ProcrastinateJob)
