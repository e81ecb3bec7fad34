"""What libraries would show in the admin and staff have no need to see.

Whose address is whose, the letters that wait with addresses in them, the secrets of second factors:
a staff session in the wrong hands should not open them. This module is the last that is read.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from procrastinate.contrib.django.models import ProcrastinateJob

admin.site.unregister([EmailAddress, Authenticator, ProcrastinateJob])
