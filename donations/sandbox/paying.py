"""The payer at the hosted page: what completing a Checkout session brings about."""

from donations.sandbox import billing_shapes, cards, collecting, invoicing, payments, shapes
from donations.sandbox.cards import GENERIC, Answer, Declined
from donations.sandbox.clock import HOUR, period_end
from donations.sandbox.refusals import (
    CardDeclined,
    Document,
    NeedsAuthentication,
    SessionClosed,
)
from donations.sandbox.work import Work

NOWHERE = dict.fromkeys("city country line1 line2 postal_code state".split())


def open_session(work: Work, identifier: str) -> Document:
    """Raises SessionClosed."""
    session = work.find("checkout.session", identifier)
    if session is None or session["status"] != "open":
        raise SessionClosed(session["status"] if session else "unknown")
    if session["customer"] and (work.find("customer", session["customer"]) or {}).get("deleted"):
        raise SessionClosed("the customer was deleted")
    return session


def complete(
    work: Work, session: Document, email: str, name: str, card: str, authenticated: bool
) -> Exception | None:
    """Pay, or save the card. Returns, not raises, what went wrong: the attempt stays on record."""
    person = {"address": NOWHERE | {"country": "PL"}, "email": email, "name": name, "phone": None}
    method = _method(work, session, card, person)
    if session["mode"] == "setup":
        answer = _set_up(work, session, method, authenticated)
    else:
        intent = _intent(work, session)
        answer = payments.attempt(work, intent, method, present=True, authenticated=authenticated)
    if answer is Answer.ASKS:
        return NeedsAuthentication(session["id"])
    if isinstance(answer, Declined):
        return CardDeclined(answer.decline_code, answer.message)
    details = {**person, "business_name": None, "individual_name": None}
    session["customer_details"] = {**details, "tax_exempt": "none", "tax_ids": []}
    if session["mode"] == "subscription":
        _subscribe(work, session, method, answer)
    elif session["mode"] == "payment":
        _finish_payment(work, session, method)
    is_paid = session["mode"] != "setup" and answer is Answer.PAID
    work.change(
        session,
        "checkout.session.completed",
        payment_status="paid" if is_paid else session["payment_status"],
        status="complete",
        url=None,
    )
    return None


def refuse(work: Work, session: Document) -> None:
    """The payer told the bank that it wasn't them. The page stays open."""
    name = work.hidden(session["id"]).get("intent")
    if name:
        payments.refuse_authentication(work, work.get("payment_intent", name))


def settle(work: Work, identifier: str, *, succeeds: bool) -> None:
    """The bank of an asynchronous payment has decided. Raises SessionClosed."""
    session = work.find("checkout.session", identifier)
    if session is None or session["status"] != "complete" or session["payment_status"] != "unpaid":
        raise SessionClosed(session["status"] if session else "unknown")
    intent = work.get("payment_intent", work.hidden(identifier)["intent"])
    if intent["status"] != "processing":
        raise SessionClosed("failed")
    if session["mode"] == "subscription":
        collecting.settle(work, work.get("invoice", session["invoice"]), succeeds=succeeds)
    elif succeeds:
        payments.succeed(work, intent, work.get("charge", intent["latest_charge"]))
    else:
        payments.fail_pending(work, intent, GENERIC)
    if succeeds:
        session["payment_status"] = "paid"
        work.put(session)
    ending = "succeeded" if succeeds else "failed"
    work.emit(f"checkout.session.async_payment_{ending}", session)


def _method(work: Work, session: Document, card: str, person: Document) -> Document:
    """A new one for each card tried; the one that was to be authenticated is still the same."""
    hidden = work.hidden(session["id"])
    if hidden.get("card") == card:
        return work.get("payment_method", hidden["method"])
    method = cards.new_method(work, card, person)
    work.hide(session["id"], card=card, method=method["id"])
    return method


def _set_up(
    work: Work, session: Document, method: Document, authenticated: bool
) -> Answer | Declined:
    intent = work.get("setup_intent", session["setup_intent"])
    answer = cards.ask_bank(work, method, present=True, authenticated=authenticated)
    if isinstance(answer, Declined):
        error = {
            "code": answer.code,
            "decline_code": answer.decline_code,
            "message": answer.message,
            "payment_method": method,
            "type": "card_error",
        }
        work.change(intent, "setup_intent.setup_failed", last_setup_error=error)
    elif answer is Answer.ASKS:
        work.change(intent, "setup_intent.requires_action", status="requires_action")
    else:
        if session["customer"]:
            attach(work, method, session["customer"])
        values = {"last_setup_error": None, "payment_method": method["id"], "status": "succeeded"}
        work.change(intent, "setup_intent.succeeded", **values)
        return Answer.PAID
    return answer


def _intent(work: Work, session: Document) -> Document:
    """One for the session, however many cards are tried."""
    hidden = work.hidden(session["id"])
    if "intent" in hidden:
        return work.get("payment_intent", hidden["intent"])
    values: Document = {"customer": session["customer"]}
    if session["mode"] == "payment":
        values |= {"metadata": {}, **hidden["data"]}
    else:
        values |= {"description": "Subscription creation", "setup_future_usage": "off_session"}
    intent = payments.new_intent(work, session["amount_total"], session["currency"], **values)
    work.hide(session["id"], intent=intent["id"])
    return intent


def _finish_payment(work: Work, session: Document, method: Document) -> None:
    if session["customer_creation"] == "always" and not session["customer"]:
        session["customer"] = _customer(work, session)
    session["payment_intent"] = work.hidden(session["id"])["intent"]
    intent = work.get("payment_intent", session["payment_intent"])
    if session["customer"]:
        work.change(intent, customer=session["customer"])
        _own(work, intent, session["customer"])
    if session["customer"] and intent["setup_future_usage"]:
        attach(work, method, session["customer"])


def _customer(work: Work, session: Document) -> str:
    details = session["customer_details"]
    customer = shapes.customer(work.now, details["email"], details["name"])
    customer["preferred_locales"] = [session["locale"]] if session["locale"] else []
    work.put(customer)
    work.emit("customer.created", customer)
    return str(customer["id"])


def attach(work: Work, method: Document, customer: str) -> None:
    work.change(method, "payment_method.attached", customer=customer)


def _own(work: Work, intent: Document, customer: str) -> None:
    charge = work.find("charge", intent["latest_charge"] or "")
    if charge:
        work.change(charge, customer=customer)


def _subscribe(work: Work, session: Document, method: Document, answer: Answer) -> None:
    """The subscription with its first invoice, which the session's payment pays."""
    hidden = work.hidden(session["id"])
    customer = session["customer"] = session["customer"] or _customer(work, session)
    attach(work, method, customer)
    intent = work.get("payment_intent", hidden["intent"])
    work.change(intent, customer=customer)
    _own(work, intent, customer)
    subscription = _new_subscription(work, customer, hidden, method)
    work.change(work.get("customer", customer), "customer.updated", currency=session["currency"])
    invoice = invoicing.draft(work, subscription, "subscription_create")
    invoicing.finalise(work, invoice, intent)
    work.emit("customer.subscription.created", subscription)
    if answer is Answer.PAID:
        collecting.paid(work, invoice)
    else:
        work.change(invoice, "invoice.updated", attempted=True, next_payment_attempt=None)
        work.change(subscription, "customer.subscription.updated", status="active")
    session.update(invoice=invoice["id"], subscription=subscription["id"])


def _new_subscription(work: Work, customer: str, hidden: Document, method: Document) -> Document:
    price = hidden["items"][0]["price"]
    data = hidden["data"]
    subscription = billing_shapes.subscription(work.now, customer, price, data.get("metadata", {}))
    recurring = price["recurring"]
    end = period_end(work.now, work.now, recurring["interval"], recurring["interval_count"])
    item = billing_shapes.subscription_item(work.now, subscription["id"], price, end)
    item["quantity"] = hidden["items"][0]["quantity"]
    subscription["items"]["data"] = [item]
    subscription["default_payment_method"] = method["id"]
    subscription["description"] = data.get("description")
    work.put(subscription)
    work.plan(end, "renew", subscription["id"])
    work.plan(work.now + 23 * HOUR, "give up", subscription["id"])
    return subscription
