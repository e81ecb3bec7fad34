"""Money on its way back: refunds, disputes, warnings of fraud."""

from donations.sandbox import payment_shapes, payments
from donations.sandbox.parameters import amount, fields, in_words, metadata, one_of, text
from donations.sandbox.refusals import Document, Refusal, missing_parameter
from donations.sandbox.work import Work, identifier

CREATE = fields(
    {
        "amount": amount,
        "charge": text,
        "metadata": metadata,
        "payment_intent": text,
        "reason": one_of("duplicate", "fraudulent", "requested_by_customer"),
    }
)


def create(work: Work, params: Document) -> Document:
    if "payment_intent" in params:
        intent = work.named("payment_intent", params["payment_intent"], "payment_intent")
        charge = payments.charge_of(work, intent)
    elif "charge" in params:
        charge = work.named("charge", params["charge"], "charge")
    else:
        raise missing_parameter("payment_intent")
    refund = give_back(work, charge, params.get("amount"))
    refund.update(metadata=params.get("metadata", {}), reason=params.get("reason"))
    return work.put(refund)


def give_back(work: Work, charge: Document, wanted: int | None) -> Document:
    """All that is left of the charge, or so many minor units of it. Raises Refusal (400)."""
    value = _refundable(charge, wanted)
    refund = payment_shapes.refund(work.now, charge, value)
    refund["balance_transaction"] = identifier("txn_3")
    work.put(refund)
    _count(work, charge, value)
    work.emit("refund.created", refund)
    work.emit("charge.refunded", charge)
    work.emit("refund.updated", refund, {})
    return refund


def _refundable(charge: Document, wanted: int | None) -> int:
    name, left = charge["id"], charge["amount"] - charge["amount_refunded"]
    value = left if wanted is None else wanted
    currency = charge["currency"]
    if not charge["paid"]:
        raise Refusal(400, f"Charge {name} has not been paid.", code="charge_not_refundable")
    if charge["disputed"]:
        raise Refusal(400, f"Charge {name} has been charged back.", code="charge_disputed")
    if not left:
        said = f"Charge {name} has already been refunded."
        raise Refusal(400, said, code="charge_already_refunded")
    if value < 1:
        code = "parameter_invalid_integer"
        raise Refusal(400, "Invalid positive integer", code=code, param="amount")
    if value > left:
        said = (
            f"Refund amount ({in_words(value, currency)}) is greater than unrefunded amount on charge"
            f" ({in_words(left, currency)})"
        )
        raise Refusal(400, said, param="amount")
    return value


def fail(work: Work, refund: Document) -> None:
    """The bank sends it back: the charge counts as paid again."""
    values = {
        "failure_balance_transaction": identifier("txn_3"),
        "failure_reason": "expired_or_canceled_card",
        "status": "failed",
    }
    work.change(refund, "refund.failed", **values)
    work.emit("refund.updated", refund, {"status": "succeeded"})
    charge = work.get("charge", refund["charge"])
    _count(work, charge, -refund["amount"])
    work.emit("charge.updated", charge, {"amount_refunded": charge["amount_refunded"]})


def dispute(work: Work, charge: Document) -> str:
    """The bank takes all of it back, and asks questions. Raises Refusal when it did already."""
    if charge["disputed"] or not charge["paid"]:
        raise Refusal(400, f"Charge {charge['id']} can't be disputed.")
    dispute = work.put(payment_shapes.dispute(work.now, charge))
    work.change(charge, "charge.updated", disputed=True)
    work.emit("charge.dispute.created", dispute)
    work.emit("charge.dispute.funds_withdrawn", dispute)
    return str(dispute["id"])


def close_dispute(work: Work, name: str, *, won: bool) -> None:
    dispute = work.get("dispute", name)
    if dispute["status"] in ("won", "lost"):
        raise Refusal(400, f"Dispute {name} is closed.")
    work.change(dispute, "charge.dispute.closed", status="won" if won else "lost")
    if won:
        work.emit("charge.dispute.funds_reinstated", dispute)


def warn_of_fraud(work: Work, charge: Document) -> str:
    warning = {
        "id": identifier("issfr_1"),
        "object": "radar.early_fraud_warning",
        "actionable": not charge["refunded"] and not charge["disputed"],
        "charge": charge["id"],
        "created": work.now,
        "fraud_type": "made_with_stolen_card",
        "livemode": False,
        "payment_intent": charge["payment_intent"],
    }
    work.put(warning)
    work.emit("radar.early_fraud_warning.created", warning)
    return str(warning["id"])


def _count(work: Work, charge: Document, value: int) -> None:
    total = charge["amount_refunded"] + value
    work.change(charge, amount_refunded=total, refunded=total == charge["amount"])
