"""Every service method against every role: nobody gets past a permission that the role lacks."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

import store
from store.access import SIGNED_IN, Service
from store.errors import KehaoError, NotPermitted
from store.session import Session
from store.staff.roles import PERMISSIONS, SHIPPED

ROLES = sorted(SHIPPED)
ACCOUNT = {"administrator": "admin"}


def services() -> list[type[Service]]:
    """Every service of the store, wherever it is defined."""
    for module in pkgutil.walk_packages(store.__path__, "store."):
        if not module.name.endswith("_build"):
            import_module(module.name)
    return sorted(Service.__subclasses__(), key=lambda kind: kind.__name__)


def methods() -> Iterator[tuple[type[Service], str, tuple[str, ...]]]:
    for service in services():
        for method, function in inspect.getmembers(service, callable):
            if not method.startswith("_") and method not in dir(Service):
                yield service, method, getattr(function, "permissions", ())


METHODS = list(methods())


def test_every_method_names_its_permission() -> None:
    assert len(METHODS) > 50
    for service, method, permissions in METHODS:
        assert permissions, f"{service.__name__}.{method} has no @needs"
        assert set(permissions) <= {*PERMISSIONS, SIGNED_IN}, f"{service.__name__}.{method}"


def test_no_permission_is_for_nothing() -> None:
    """Each shipped role's permissions exist, and each permission is in some role."""
    held = frozenset().union(*SHIPPED.values())
    assert held == set(PERMISSIONS)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_just_what_it_permits(sign_in: Callable[[str], Session], role: str) -> None:
    session = sign_in(ACCOUNT.get(role, role))
    refused_before = len(session.log.list("action:access.refused")) if role == "auditor" else 0
    refusals = 0
    for service, method, permissions in METHODS:
        function = getattr(service(session), method)
        allowed = SIGNED_IN in permissions or not SHIPPED[role].isdisjoint(permissions)
        try:
            function(**_arguments(function))
        except NotPermitted:
            assert not allowed, f"{role} was refused {service.__name__}.{method}"
            refusals += 1
        except (KehaoError, TypeError, ValueError, OSError, AssertionError, AttributeError):
            assert allowed, f"{role} got into {service.__name__}.{method}"
        else:
            assert allowed, f"{role} did {service.__name__}.{method}"
    if role == "auditor":
        assert len(session.log.list("action:access.refused")) == refused_before + refusals


def _arguments(function: Callable[..., Any]) -> dict[str, Any]:
    """Something for each argument: enough to get past the door, not to do any harm."""
    given: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.default is inspect.Parameter.empty and parameter.kind not in (
            inspect.Parameter.VAR_POSITIONAL,
            inspect.Parameter.VAR_KEYWORD,
        ):
            given[name] = _SOMETHING.get(name, "no-such-thing")
    return given


_SOMETHING: dict[str, Any] = {
    "id": 10**9,
    "customer": 10**9,
    "ids": [],
    "seq": 1,
    "version": 1,
    "values": {"name": "x"},
    "changes": {},
    "columns": (),
    "roles": [],
    "permissions": ["no.such"],
    "reason": "",
    "path": "/nowhere/at/all.csv",
}


def test_an_administrator_alone_sees_no_customers(sign_in: Callable[[str], Session]) -> None:
    boss, admin = sign_in("boss"), sign_in("admin")
    customer = boss.customers.add({"name": "深圳华为", "phone": "13800138000"})
    for call in (
        lambda: admin.customers.get("CUST000001"),
        lambda: admin.search.page(""),
        lambda: admin.search.count(""),
        lambda: admin.log.of_customer(customer.id),
        lambda: admin.codes.explain("CUST000001"),
    ):
        with pytest.raises(NotPermitted):
            call()
    assert not any(operation.action.startswith("customer.") for operation in admin.log.list())


def test_an_auditor_reads_everything_and_changes_nothing(
    sign_in: Callable[[str], Session],
) -> None:
    boss, auditor = sign_in("boss"), sign_in("auditor")
    customer = boss.customers.add({"name": "深圳华为", "phone": "13800138000"})
    boss.customers.edit(customer.id, {"phone": "13900139000"}, version=1)
    seen = auditor.log.list()
    assert {"store.create", "staff.add", "customer.edit"} <= {one.action for one in seen}
    edit = next(one for one in seen if one.action == "customer.edit")
    assert edit.after == {"phone": "***"}
    assert auditor.customers.get("CUST000001").values["phone"] == "***"
    with pytest.raises(NotPermitted):
        auditor.customers.edit(customer.id, {"name": "x"}, version=2)
    with pytest.raises(NotPermitted):
        auditor.customers.reveal(customer.id, "phone")


def test_what_a_role_permits_can_be_changed(sign_in: Callable[[str], Session]) -> None:
    boss, viewer = sign_in("boss"), sign_in("viewer")
    with pytest.raises(NotPermitted):
        viewer.customers.add({"name": "x"})
    boss.staff.save_role("viewer", [*SHIPPED["viewer"], "customer.add"])
    assert viewer.customers.add({"name": "x"}).code == "CUST000001"
