"""Requests about customers."""

from donations.sandbox.ending import end, has_ended
from donations.sandbox.parameters import fields, merged, metadata, or_empty, text, up_to
from donations.sandbox.refusals import Document, Refusal
from donations.sandbox.work import Work

UPDATE = fields(
    {
        "description": up_to(350),
        "email": up_to(512),
        "invoice_settings": fields({"default_payment_method": text}),
        "metadata": or_empty(metadata),
        "name": up_to(256),
    }
)


def update(work: Work, params: Document, identifier: str) -> Document:
    customer = work.get("customer", identifier)
    values = dict(params)
    if "metadata" in values:
        values["metadata"] = merged(customer["metadata"], values["metadata"])
    if "invoice_settings" in values:
        _check_method(work, customer, values["invoice_settings"])
        values["invoice_settings"] = {**customer["invoice_settings"], **values["invoice_settings"]}
    return work.change(customer, "customer.updated", **values)


def _check_method(work: Work, customer: Document, settings: Document) -> None:
    param = "invoice_settings[default_payment_method]"
    if name := settings.get("default_payment_method"):
        method = work.named("payment_method", name, param)
        if method["customer"] != customer["id"]:
            raise Refusal(
                400,
                f"The customer does not have a payment method with the ID {name}. The payment"
                " method must be attached to the customer.",
                code="resource_missing",
                param=param,
            )


def delete(work: Work, params: Document, identifier: str) -> Document:
    """For good, with an end to its subscriptions and no card left on file."""
    customer = work.get("customer", identifier)
    for subscription in work.every("subscription", customer=identifier):
        if not has_ended(subscription):
            end(work, subscription, "cancellation_requested")
    for invoice in work.every("invoice", customer=identifier, status="draft"):
        work.change(invoice, "invoice.updated", auto_advance=False)
    for method in work.every("payment_method", customer=identifier):
        work.change(method, "payment_method.detached", customer=None)
    work.emit("customer.deleted", customer)
    remains = {"id": identifier, "object": "customer", "deleted": True}
    work.put({**remains, "created": customer["created"]})
    return remains


def retrieve(work: Work, params: Document, identifier: str) -> Document:
    customer = work.find("customer", identifier)
    if customer and customer.get("deleted"):
        return {"id": identifier, "object": "customer", "deleted": True}
    return work.get("customer", identifier)
