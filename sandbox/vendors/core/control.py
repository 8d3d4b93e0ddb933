"""The control interface below ``/_control/``: faults, days, consents and the log, as JSON.

It is for tests and demonstrations, is no vendor's, and answers only on this machine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from sandbox.vendors.core.faults import ANY, KINDS, SENDING_KINDS, Fault, UnknownFaultError
from sandbox.vendors.core.messages import Answer, Request, json_answer
from sandbox.vendors.core.routes import Vendor
from sandbox.vendors.core.world import World

CONTROL: Final = "_control"
#: Pages elsewhere cannot send this header, so no web site can play with the controls.
HEADER: Final = "x-pretend-control"

Vendors = Mapping[str, Vendor]
Doing = Callable[[World, Vendors, dict[str, Any]], Any]


def _set_fault(world: World, _: Vendors, given: dict[str, Any]) -> Any:
    world.faults.set(Fault(**given))
    world.save()
    return world.faults.as_list()


def _clear_faults(world: World, _: Vendors, given: dict[str, Any]) -> Any:
    world.faults.clear(given.get("vendor", ANY))
    world.save()
    return world.faults.as_list()


def _pass_days(world: World, vendors: Vendors, given: dict[str, Any]) -> Any:
    pass_days(world, vendors, int(given.get("days", 1)))
    return _state(world, vendors, given)


def pass_days(world: World, vendors: Vendors, days: int) -> None:
    """Let days go by, with what the vendors do of their own accord every evening."""
    for _ in range(days):
        evening(world, vendors)
        world.pass_days(1)


def evening(world: World, vendors: Vendors) -> None:
    """What the vendors do of their own accord this evening."""
    for vendor in vendors.values():
        vendor.evening(world)


def _evening(world: World, vendors: Vendors, given: dict[str, Any]) -> Any:
    evening(world, vendors)
    return _state(world, vendors, given)


def _withdraw(world: World, vendors: Vendors, given: dict[str, Any]) -> Any:
    vendors[given["vendor"]].withdraw(world, given["school"])
    return {"withdrawn": given["school"]}


def _clear_requests(world: World, _: Vendors, __: dict[str, Any]) -> Any:
    world.log.clear()
    return []


def _state(world: World, _: Vendors, __: dict[str, Any]) -> Any:
    return {
        "today": world.clock.today().isoformat(),
        "days_passed": world.clock.days_passed,
        "schools": {key: world.schools.name(key) for key in world.schools},
        "faults": world.faults.as_list(),
    }


def _requests(world: World, _: Vendors, given: dict[str, Any]) -> Any:
    return world.log.as_list(given.get("vendor", ""))


def _counts(world: World, vendors: Vendors, __: dict[str, Any]) -> Any:
    return {code: world.log.counts(code) for code in vendors}


_DOINGS: Final[Mapping[tuple[str, str], Doing]] = {
    ("GET", "/state"): _state,
    ("GET", "/faults"): lambda world, _, __: world.faults.as_list(),
    ("GET", "/faults/kinds"): lambda _, __, ___: {**KINDS, **SENDING_KINDS},
    ("POST", "/faults"): _set_fault,
    ("DELETE", "/faults"): _clear_faults,
    ("POST", "/days"): _pass_days,
    ("POST", "/evening"): _evening,
    ("POST", "/withdraw"): _withdraw,
    ("GET", "/requests"): _requests,
    ("GET", "/counts"): _counts,
    ("DELETE", "/requests"): _clear_requests,
}


def control(world: World, vendors: Vendors, request: Request) -> Answer:
    """The answer to a request to the control interface; parameters in the address or as JSON."""
    doing = _DOINGS.get((request.method, request.path.rstrip("/")))
    if doing is None:
        return json_answer({"error": "not_found"}, status=404)
    if request.method != "GET" and HEADER not in request.headers:
        return json_answer({"error": f"Send the header {HEADER}."}, status=403)
    try:
        given = json.loads(request.body) if request.body else dict(request.query)
        return json_answer(doing(world, vendors, given))
    except UnknownFaultError as error:
        return json_answer({"error": str(error)}, status=400)
    except (ValueError, TypeError, KeyError) as error:
        return json_answer({"error": f"That was not understood: {error!r}"}, status=400)
