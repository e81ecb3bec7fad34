"""What the SDK's own types say of a request: operations by method and path, strict parameters.

The SDK is generated from Stripe's API description, for one version of the API: its parameter
TypedDicts are that description. Types of Python's own checkers let much through: an unknown key,
any string where an enum belongs, a float. Here none of it passes, at any depth.
"""

import ast
import functools
import importlib
import operator
import pkgutil
import re
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin

import stripe
from pydantic import ConfigDict, TypeAdapter, ValidationError
from stripe._request_options import RequestOptions
from stripe._stripe_context import StripeContext
from stripe._stripe_object import StripeObject
from typing_extensions import (
    TypedDict,
    get_type_hints,
    is_typeddict,
)

STRICT = ConfigDict(extra="forbid", strict=True)
UNIONS = (Union, types.UnionType)


class ContractViolation(AssertionError):
    """A request or an answer that Stripe's API, as the SDK declares it, doesn't have."""


@dataclass(frozen=True)
class Operation:
    """One method of one of the SDK's services."""

    name: str
    method: str
    template: str
    params: str  # "stripe.params._x.XParams", or nothing when there are none

    def matches(self, path):
        return re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", self.template), path)


@functools.cache
def operations():
    """Every operation of version 1, read from the source of the services. Takes a second or two."""
    found = []
    for module in pkgutil.walk_packages(stripe.__path__, "stripe."):
        if module.name.endswith("_service") and ".v2" not in module.name:
            path = importlib.util.find_spec(module.name).origin
            with open(path, encoding="utf-8") as source:
                found += _operations_in(ast.parse(source.read()))
    return found


def _operations_in(tree):
    imported = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for service in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for function in (node for node in service.body if isinstance(node, ast.FunctionDef)):
            if call := _request_in(function):
                method, template = call
                params = imported.get(_params_of(function), "")
                yield Operation(f"{service.name}.{function.name}", method, template, params)


def _request_in(function):
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "_request":
            method, url = node.args[:2]
            template = url.func.value if isinstance(url, ast.Call) else url
            return method.value, template.value
    return None


def _params_of(function):
    for argument in function.args.args:
        if argument.arg == "params":
            names = [n.value for n in ast.walk(argument.annotation) if isinstance(n, ast.Constant)]
            return next((name for name in names if isinstance(name, str)), "")
    return ""


def operation(method, path):
    """Raises ContractViolation when Stripe has no such operation."""
    matching = [one for one in operations() if one.method == method.lower() and one.matches(path)]
    if not matching:
        raise ContractViolation(f"Stripe has no {method.upper()} {path}")
    return min(matching, key=lambda one: one.template.count("{"))  # /search before /{id}


def check_request(method, path, params=None, options=None):
    """The operation. Raises ContractViolation, which says what is wrong and where."""
    found = operation(method, path)
    where = f"{method.upper()} {path} ({found.name})"
    if params and not found.params:
        raise ContractViolation(f"{where} takes no parameters")
    if found.params:
        _validate(adapter(found.params), dict(params or {}), where)
    if unknown := set(options or {}) - set(RequestOptions.__annotations__):
        raise ContractViolation(f"{where}: no such options: {', '.join(sorted(unknown))}")
    return found


def _validate(types_of, params, where):
    try:
        types_of.validate_python(params)
    except ValidationError as error:
        details = [
            f"  {'.'.join(map(str, one['loc']))}: {one['msg']} ({one['type']})"
            for one in error.errors(include_url=False, include_input=False)
        ]
        raise ContractViolation("\n".join([where, *details])) from None


@functools.cache
def adapter(name):
    """Validates one operation's parameters. The first time takes some 10 to 200 ms."""
    module, _, cls = name.rpartition(".")
    return TypeAdapter(strict(getattr(importlib.import_module(module), cls)))


@functools.cache
def strict_dict(cls):
    """The TypedDict without options, closed to other keys, its fields strict."""
    options = set(RequestOptions.__annotations__) if RequestOptions in bases(cls) else set()
    # Names in the options' annotations, which the modules of parameters don't import.
    elsewhere = {"Mapping": Mapping, "StripeContext": StripeContext}
    hints = get_type_hints(cls, localns=elsewhere, include_extras=True)
    closed = {name: strict(hint) for name, hint in hints.items() if name not in options}
    made = TypedDict(cls.__name__, closed)
    made.__pydantic_config__ = STRICT
    return made


def bases(cls):
    return getattr(cls, "__orig_bases__", ())


def strict(hint):
    """The same type without what the SDK's makers added so that unknown values pass."""
    origin, arguments = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        return strict_dict(hint)
    if origin in (NotRequired, Required):
        return origin[strict(arguments[0])]
    if origin in UNIONS:
        kinds = [strict(kind) for kind in _without_loopholes(arguments)]
        return functools.reduce(operator.or_, kinds)
    if origin in (list, dict):
        return origin[tuple(strict(kind) for kind in arguments)]
    return hint


def _without_loopholes(kinds):
    """An enum is a Literal beside `str`; a Literal of the empty string alone only unsets."""
    enums = [k for k in kinds if get_origin(k) is Literal and get_args(k) != ("",)]
    kinds = [k for k in kinds if not (enums and k is str)]
    return [k for k in kinds if not _is_stripe_object(k)]


def _is_stripe_object(kind: Any) -> bool:
    cls = get_origin(kind) or kind
    return isinstance(cls, type) and issubclass(cls, StripeObject)
