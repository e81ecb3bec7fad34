"""Forms with a challenge: one at /challenged/, beside the site's own addresses, and the sign-up."""

from allauth.core import context
from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from accounts.challenges import ChallengeMixin
from config import urls

handler400, handler403, handler404, handler500 = (
    urls.handler400, urls.handler403, urls.handler404, urls.handler500,
)  # fmt: skip

TEMPLATE = """{% extends "base.html" %}
{% block content %}<form method="post">{% csrf_token %}{{ form.non_field_errors }}{{ form.name }}
{% include "accounts/_challenge.html" %}<button>Send</button></form>{% endblock %}"""


class NameForm(ChallengeMixin, forms.Form):
    challenge_scope = "signup"
    name = forms.CharField(label="Name")


def view(request):
    with context.request_context(request):
        form = NameForm(request.POST or None)
        if form.is_valid():
            return HttpResponse("Welcome", content_type="text/plain")
        page = engines["django"].from_string(TEMPLATE)
        return HttpResponse(page.render({"form": form, "noindex": True}, request))


urlpatterns = [path("challenged/", view), *urls.urlpatterns]
