"""Addresses of giving, below /ru/donate/ and /en/donate/."""

from django.urls import path

from donations.views import changing, giving, own, receipts, thanking

app_name = "donations"
urlpatterns = [
    path("", giving.donate, name="donate"),
    path("thanks/", thanking.thanks, name="thanks"),
    path("manage/", own.ask, name="manage"),
    path("manage/<str:token>/", own.overview, name="own"),
    path("manage/<str:token>/links/", own.links, name="links"),
    path("manage/<str:token>/forget/", own.forget, name="forget"),
    path("manage/<str:token>/<int:pk>/stop/", changing.stop, name="stop"),
    path("manage/<str:token>/<int:pk>/resume/", changing.resume, name="resume"),
    path("manage/<str:token>/<int:pk>/pause/", changing.pause, name="pause"),
    path("manage/<str:token>/<int:pk>/amount/", changing.amount, name="amount"),
    path("manage/<str:token>/<int:pk>/card/", changing.card, name="card"),
    path("manage/<str:token>/receipts/<int:pk>/", receipts.receipt, name="receipt"),
    path("manage/<str:token>/receipts/<int:pk>.pdf", receipts.receipt_pdf, name="receipt-pdf"),
    path("manage/<str:token>/statements/<int:year>/", receipts.statement, name="statement"),
    path(
        "manage/<str:token>/statements/<int:year>.pdf", receipts.statement_pdf, name="statement-pdf"
    ),
]
