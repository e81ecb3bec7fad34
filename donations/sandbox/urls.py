"""Addresses of the sandbox's pages, below /sandbox/ while there is one."""

from django.urls import path

from donations.sandbox import views

app_name = "sandbox"
urlpatterns = [
    path("", views.index, name="desk"),
    path("clock/", views.move, name="clock"),
    path("deeds/", views.act, name="deeds"),
    path("faults/", views.fault, name="faults"),
    path("checkout/<slug:session_id>/", views.checkout, name="checkout"),
    path("checkout/<slug:session_id>/bank/", views.bank, name="bank"),
    path("invoice/<slug:invoice_id>/", views.invoice, name="invoice"),
]
