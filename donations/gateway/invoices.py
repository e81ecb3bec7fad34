"""Invoices: a month's charge, and how to keep it from being made."""

from __future__ import annotations

from collections.abc import Iterator

from donations import remote, translating
from donations.gateway import asking

WITH_PAYMENTS = {"expand": ["payments"]}


def invoice(invoice_id: str) -> remote.Invoice:
    with asking.asking():
        return translating.invoice(asking.v1().invoices.retrieve(invoice_id, WITH_PAYMENTS))


def invoices(since: int) -> Iterator[remote.Invoice]:
    return asking.pages(
        lambda: asking.v1().invoices.list, translating.invoice, since, expand=["data.payments"]
    )


def unpaid_invoices(subscription_id: str) -> list[remote.Invoice]:
    """Open ones and drafts that go on by themselves: what could still be charged."""
    found = []
    for status in ("draft", "open"):
        params = {"subscription": subscription_id, "status": status, "expand": ["data.payments"]}
        with asking.asking():
            found += [
                translating.invoice(each)
                for each in asking.v1().invoices.list(params).auto_paging_iter()
                if status == "open" or each.auto_advance
            ]
    return found


def silence(unpaid: remote.Invoice) -> None:
    """It is never charged by itself again; an open one is void."""
    with asking.asking():
        if unpaid.status == "draft":
            asking.v1().invoices.update(unpaid.id, {"auto_advance": False})
        else:
            asking.v1().invoices.void_invoice(unpaid.id)


def pay(unpaid: remote.Invoice, *, key: str) -> None:
    """Charge it now. Raises Declined, and Refused when it is paid already."""
    with asking.asking():
        asking.v1().invoices.pay(unpaid.id, {}, asking.options(key))
