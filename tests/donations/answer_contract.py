"""What the SDK's own types say of an answer: which fields an object has, and of what type.

Checked at any depth: objects within objects, expanded ones, lists, events.
"""

import ast
import functools
import importlib
import inspect
import sys
import types
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from stripe._error_object import ErrorObject
from stripe._list_object import ListObject
from stripe._object_classes import OBJECT_CLASSES
from stripe._stripe_object import UntypedStripeObject

from tests.donations.request_contract import UNIONS, ContractViolation


def check_answer(document, *, but=()):
    """Raises ContractViolation. `but`: enums as “subscription.status” that may hold anything."""
    if "error" in document:
        _check_fields(document["error"], ErrorObject, "error", but, is_whole=False)
    else:
        _check_object(document, str(document.get("object")), but)


def _check_object(document, path, but):
    """A document that says itself what it is."""
    name = document.get("object") if isinstance(document, dict) else None
    if name == "list":
        _check_fields(document, ListObject, path, but)
    elif name in OBJECT_CLASSES:
        module, cls = OBJECT_CLASSES[name]
        declared = getattr(importlib.import_module(module), cls)
        _check_fields(document, declared, path, but, is_whole=not document.get("deleted"))
    else:
        raise ContractViolation(f"{path}: Stripe has no object {name!r}")
    if name == "event":
        _check_event(document, but)


def _check_event(event, but):
    snapshot = event["data"]["object"]
    _check_object(snapshot, f"event.{snapshot.get('object')}", but)
    before = event["data"].get("previous_attributes", {})
    if unknown := set(before) - set(snapshot):
        raise ContractViolation(f"event.previous_attributes: not in the object: {unknown}")


def _check_fields(document, cls, path, but, is_whole=True):
    declared = fields(cls)
    if unknown := sorted(set(document) - set(declared)):
        raise ContractViolation(f"{path}: {cls.__qualname__} declares no {', '.join(unknown)}")
    for name, kind in declared.items():
        if name in document:
            place = f"{cls.OBJECT_NAME}.{name}" if hasattr(cls, "OBJECT_NAME") else name
            if place not in but:
                _check(document[name], kind, f"{path}.{name}", but)
        elif is_whole and not _may_be_absent(kind):
            raise ContractViolation(f"{path}: {cls.__qualname__} always has {name}")


def _may_be_absent(kind):
    return get_origin(kind) in UNIONS and type(None) in get_args(kind)


def _check(value, kind, path, but):
    """Raises ContractViolation unless the value is of the kind, and all that is in it."""
    origin = get_origin(kind)
    if origin in UNIONS:
        _check_union(value, get_args(kind), path, but)
    elif origin is Literal:
        _demand(value in get_args(kind), path, value, kind)
    elif origin is list:
        _demand(isinstance(value, list), path, value, kind)
        for number, item in enumerate(value):
            _check(item, get_args(kind)[0], f"{path}[{number}]", but)
    elif origin is ListObject:
        _check_list(value, get_args(kind)[0], path, but)
    elif kind in (str, int, bool, float, type(None)):
        _demand(type(value) is kind, path, value, kind)
    elif kind is Decimal:
        _demand(_is_decimal(value), path, value, kind)
    elif isinstance(kind, TypeVar):  # whatever is listed
        _check_object(value, path, but)
    elif kind is not Any:
        _check_class(value, kind, path, but)


def _check_class(value, kind, path, but):
    _demand(isinstance(value, dict), path, value, kind)
    cls = get_origin(kind) or kind
    if cls is UntypedStripeObject:
        for key, inside in value.items():
            _check(inside, (get_args(kind) or [Any])[0], f"{path}.{key}", but)
    elif get_origin(fields(cls).get("object")) is Literal:
        _check_object(value, path, but)
        _demand(_is_of(value, cls), path, value, kind)
    else:
        _check_fields(value, cls, path, but)


def _check_list(value, kind, path, but):
    _demand(isinstance(value, dict), path, value, ListObject)
    _check_fields({**value, "data": []}, ListObject, path, but)
    for number, item in enumerate(value["data"]):
        _check(item, kind, f"{path}.data[{number}]", but)


def _check_union(value, kinds, path, but):
    """The SDK writes enums as a Literal beside `str`: only the Literal counts."""
    enums = [kind for kind in kinds if get_origin(kind) is Literal]
    if value is None and type(None) in kinds:
        return
    others = [kind for kind in kinds if kind is not type(None) and kind not in enums]
    if enums and (isinstance(value, str) or not others):  # a Literal may be of True as well
        _check(value, Literal[tuple(v for enum in enums for v in get_args(enum))], path, but)
        return
    complaints = []
    for kind in others:
        try:
            _check(value, kind, path, but)
        except ContractViolation as complaint:
            complaints.append(complaint)
        else:
            return
    # The complaint that lies deepest is about the kind that was meant.
    raise max(complaints, key=lambda complaint: len(str(complaint).split(":")[0]))


def _is_of(value, cls):
    if value.get("deleted"):
        return True
    return value.get("object") == getattr(cls, "OBJECT_NAME", None)


def _is_decimal(value):
    try:
        return isinstance(value, str) and Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _demand(holds, path, value, kind):
    if not holds:
        raise ContractViolation(f"{path}: {value!r:.80} is not {getattr(kind, '__name__', kind)}")


@functools.cache
def fields(cls):
    """Names and types of what the class declares, forward references resolved."""
    declared = {
        name: hint
        for name, hint in _hints(cls).items()
        if not name.startswith("_") and get_origin(hint) is not ClassVar and name != "OBJECT_NAME"
    }
    if cls is ListObject:  # every object says what it is, but the SDK writes it down for the others
        declared["object"] = Literal["list"]
    remapped = {python: wire for wire, python in cls._field_remappings.items()}
    return {remapped.get(name, name): hint for name, hint in declared.items()}


def _hints(cls):
    """`typing.get_type_hints` can't see what was imported for type checkers only."""
    module = sys.modules[cls.__module__]
    names = {"ClassVar": ClassVar, "Union": Union, **vars(module), **_type_checking(module)}
    names |= {"Any": Any, cls.__name__: cls, **vars(cls)}
    names = {name: value for name, value in names.items() if not isinstance(value, property)}
    holder = types.SimpleNamespace(__annotations__=inspect.get_annotations(cls))
    shadows = {"list", "str", "int", "bool", "dict"}
    return get_type_hints(holder, {n: v for n, v in names.items() if n not in shadows})


@functools.cache
def _type_checking(module):
    names = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            for statement in node.body:
                if isinstance(statement, ast.ImportFrom) and ".params" not in statement.module:
                    source = importlib.import_module(statement.module)
                    for alias in statement.names:
                        names[alias.asname or alias.name] = getattr(source, alias.name)
    return names
