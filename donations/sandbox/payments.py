"""Payment intents and their charges."""

from donations.sandbox import cards, payment_shapes
from donations.sandbox.cards import Answer, Declined
from donations.sandbox.refusals import Document, Refusal
from donations.sandbox.work import Work, identifier


def new_intent(work: Work, amount: int, currency: str, **values: object) -> Document:
    intent = {**payment_shapes.payment_intent(work.now, amount, currency), **values}
    work.put(intent)
    work.emit("payment_intent.created", intent)
    return intent


def attempt(
    work: Work, intent: Document, method: Document, *, present: bool, authenticated: bool = False
) -> Answer | Declined:
    """Try to charge. Whatever the bank says is written down and told."""
    answer = cards.ask_bank(work, method, present=present, authenticated=authenticated)
    intent["payment_method"] = method["id"]
    intent["payment_method_types"] = [method["type"]]
    if answer is Answer.ASKS:
        work.change(
            intent, "payment_intent.requires_action", status="requires_action", next_action=_step()
        )
        return answer
    charge = payment_shapes.charge(work.now, intent, method)
    charge["payment_method_details"] = cards.on_charge(method)
    if isinstance(answer, Declined):
        _fail(work, intent, charge, method, answer)
    elif answer is Answer.WAITS:
        work.put(charge)
        work.emit("charge.pending", charge)
        intent.update(latest_charge=charge["id"], next_action=None)
        work.change(intent, "payment_intent.processing", status="processing")
    else:
        succeed(work, intent, charge)
    return answer


def succeed(work: Work, intent: Document, charge: Document) -> None:
    """The money is there."""
    charge.update(
        amount_captured=charge["amount"],
        balance_transaction=identifier("txn_3"),
        captured=True,
        failure_code=None,
        failure_message=None,
        outcome=_outcome("authorized", "approved_by_network", "Payment complete."),
        paid=True,
        status="succeeded",
    )
    work.put(charge)
    work.emit("charge.succeeded", charge)
    work.change(
        intent,
        "payment_intent.succeeded",
        amount_received=intent["amount"],
        last_payment_error=None,
        latest_charge=charge["id"],
        next_action=None,
        status="succeeded",
    )


def fail_pending(work: Work, intent: Document, why: Declined) -> None:
    """The bank that let us wait says no."""
    charge = work.get("charge", intent["latest_charge"])
    method = work.get("payment_method", intent["payment_method"])
    _fail(work, intent, charge, method, why)


def refuse_authentication(work: Work, intent: Document) -> None:
    """The payer said no to the bank, or did not answer."""
    error = {
        "code": "payment_intent_authentication_failure",
        "message": "The provided PaymentMethod has failed authentication.",
        "type": "invalid_request_error",
    }
    work.change(
        intent,
        "payment_intent.payment_failed",
        last_payment_error=error,
        next_action=None,
        payment_method=None,
        status="requires_payment_method",
    )


def cancel(work: Work, intent: Document, reason: str) -> None:
    work.change(
        intent,
        "payment_intent.canceled",
        canceled_at=work.now,
        cancellation_reason=reason,
        next_action=None,
        status="canceled",
    )


def charge_of(work: Work, intent: Document) -> Document:
    """The charge that paid. Raises Refusal (400) when none did."""
    charge = work.find("charge", intent["latest_charge"] or "")
    if charge is None or not charge["paid"]:
        raise Refusal(
            400, f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        )
    return charge


def _fail(work: Work, intent: Document, charge: Document, method: Document, why: Declined) -> None:
    charge.update(
        failure_code=why.code,
        failure_message=why.message,
        outcome=_outcome("issuer_declined", "declined_by_network", why.message, why.decline_code),
        status="failed",
    )
    work.put(charge)
    work.emit("charge.failed", charge)
    error = {
        "charge": charge["id"],
        "code": why.code,
        "decline_code": why.decline_code,
        "message": why.message,
        "payment_method": method,
        "type": "card_error",
    }
    work.change(
        intent,
        "payment_intent.payment_failed",
        last_payment_error=error,
        latest_charge=charge["id"],
        next_action=None,
        payment_method=None,
        status="requires_payment_method",
    )


def _outcome(kind: str, network: str, message: str, reason: str | None = None) -> Document:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": network,
        "reason": reason,
        "risk_level": "normal",
        "risk_score": 12,
        "seller_message": message,
        "type": kind,
    }


def _step() -> Document:
    return {
        "type": "use_stripe_sdk",
        "use_stripe_sdk": {"type": "three_d_secure_redirect"},
    }
