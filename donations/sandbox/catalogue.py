"""Products and prices."""

from donations.sandbox import shapes
from donations.sandbox.parameters import (
    Check,
    amount,
    currency,
    fields,
    metadata,
    one_of,
    positive,
    text,
    up_to,
)
from donations.sandbox.refusals import Document, Refusal, missing_parameter
from donations.sandbox.work import Work

PRODUCT = {"description": text, "metadata": metadata, "name": up_to(250)}
CREATE = fields({**PRODUCT, "id": up_to(255)}, "name")
RECURRING = fields(
    {"interval": one_of("day", "month", "week", "year"), "interval_count": positive}, "interval"
)
PRICE: dict[str, Check] = {
    "currency": currency,
    "product": text,
    "recurring": RECURRING,
    "unit_amount": amount,
}
PRICE_DATA_OF_ITEM = fields(PRICE, "currency product recurring")  # no product_data here
PRICE_DATA = fields({**PRICE, "product_data": fields(PRODUCT, "name")}, "currency")


def create(work: Work, params: Document) -> Document:
    key = params.get("id", "")
    if key and work.find("product", key):
        raise Refusal(
            400, f"Product already exists: {key}.", code="resource_already_exists", param="id"
        )
    return _product(work, params, key)


def price_from(work: Work, data: Document, name: str) -> Document:
    """A price for this one use. Raises Refusal; `name` is the parameter that holds the data."""
    if "unit_amount" not in data:
        raise missing_parameter(f"{name}[unit_amount]")
    if ("product" in data) == ("product_data" in data):
        raise missing_parameter(f"{name}[product]")
    if "product" in data:
        product = work.named("product", data["product"], f"{name}[product]")
    else:
        product = _product(work, data["product_data"])
    price = shapes.price(
        work.now,
        data["currency"],
        product["id"],
        data["unit_amount"],
        data.get("recurring"),
    )
    work.put(price)
    work.emit("price.created", price)
    return price


def _product(work: Work, params: Document, key: str = "") -> Document:
    product = shapes.product(work.now, params["name"], key)
    product["description"] = params.get("description")
    product["metadata"] = params.get("metadata", {})
    work.put(product)
    work.emit("product.created", product)
    return product
