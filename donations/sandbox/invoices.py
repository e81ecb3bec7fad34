"""Requests about invoices."""

from donations.sandbox import collecting, invoicing
from donations.sandbox.cards import Answer, Declined
from donations.sandbox.parameters import fields, flag, merged, metadata, or_empty, text
from donations.sandbox.refusals import Document, Refusal, declined
from donations.sandbox.work import Work

UPDATE = fields(
    {
        "auto_advance": flag,
        "default_payment_method": text,
        "description": text,
        "metadata": or_empty(metadata),
    }
)
PAY = fields({"off_session": flag, "payment_method": text})


def update(work: Work, params: Document, identifier: str) -> Document:
    invoice = work.get("invoice", identifier)
    values = dict(params)
    if "metadata" in values:
        values["metadata"] = merged(invoice["metadata"], values["metadata"])
    if "default_payment_method" in values:
        work.named("payment_method", values["default_payment_method"], "default_payment_method")
    if values.get("auto_advance") is True and invoice["status"] == "draft":
        values["automatically_finalizes_at"] = work.now + 3600
        work.plan(work.now + 3600, "finalise", identifier)
    elif values.get("auto_advance") is False:
        values["automatically_finalizes_at"] = values["next_payment_attempt"] = None
    return work.change(invoice, "invoice.updated", **values)


def void(work: Work, params: Document, identifier: str) -> Document:
    invoice = work.get("invoice", identifier)
    if invoice["status"] not in ("open", "uncollectible"):
        raise Refusal(
            400,
            f"You can only pass in open invoices. This invoice isn't open: {invoice['status']}.",
        )
    if invoicing.intent_of(work, invoice)["status"] == "processing":
        raise Refusal(400, "You can't void an invoice while its payment is being processed.")
    invoicing.void(work, invoice)
    collecting.heal(work, invoice, "past_due", "unpaid")
    return invoice


def pay(work: Work, params: Document, identifier: str) -> Document:
    """Charge it now, also when the subscription has ended."""
    invoice = work.get("invoice", identifier)
    if invoice["status"] == "paid":
        raise Refusal(400, "Invoice is already paid")
    if invoice["status"] in ("void", "uncollectible"):
        raise Refusal(400, f"Invoices with status {invoice['status']} can't be paid.")
    method = None
    if "payment_method" in params:
        method = work.named("payment_method", params["payment_method"], "payment_method")
        _check_owner(method, invoice)
    if invoice["status"] == "draft":
        invoicing.finalise(work, invoice)
    if invoicing.intent_of(work, invoice)["status"] == "processing":
        raise Refusal(400, "A payment of this invoice is being processed.")
    answer = collecting.collect(work, invoice, method=method, by_hand=True)
    if answer is Answer.ASKS:
        raise declined(
            "invoice_payment_intent_requires_action",
            None,
            "This payment requires additional user action before it can be completed successfully."
            " Payment can be completed using the PaymentIntent associated with the invoice.",
        )
    if answer is collecting.NO_METHOD:
        raise Refusal(400, collecting.NO_METHOD.message, code="resource_missing", keeps=True)
    if isinstance(answer, Declined):
        raise declined(answer.code, answer.decline_code, answer.message)
    return work.get("invoice", identifier)


def _check_owner(method: Document, invoice: Document) -> None:
    if method["customer"] != invoice["customer"]:
        raise Refusal(
            400,
            "The customer does not have a payment method with the ID"
            f" {method['id']}. The payment method must be attached to the customer.",
            param="payment_method",
        )
