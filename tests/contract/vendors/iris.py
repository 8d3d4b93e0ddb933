"""The pretend IRIS, as the pull contract sees it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import ClassVar

from autoupdate.connectors.iris.puller import IrisPuller
from autoupdate.connectors.pulling import Access, Puller, Session
from sandbox.vendors.iris.clients import MODULES, register
from tests.contract.vendors.adapter import Adapter


class IrisAdapter(Adapter):
    """IRIS signs in with a client of the school's own, and its addresses are the school's."""

    code = "iris"
    has_tokens = True
    page_size = 500
    staff_permission = ("HRMANAGER",)
    withdrawn = "credentials_refused"
    lists: ClassVar[Mapping[str, str]] = {"staff": "employees", "students": "students"}
    # There is nothing to authorise again: the client that was entered is refused.
    troubles: ClassVar[Mapping[str, str]] = {"unauthorised": "credentials_refused"}
    differing = frozenset(
        {
            ("students", "title"),  # pretend students have none
            ("students", "upn"),  # most have none at an independent school
        }
    )
    #: Somebody with one name has no forename there, and nothing says that this is so.
    problems = frozenset({"forename_missing"})

    def partner(self) -> Mapping[str, str]:
        return {"domains": "isams.cloud,edgen.cloud", "test_hosts": self.test_host}

    def access(self, key: str = "oak") -> Access:
        client_id, client_secret = register(self.vendors.world, key, MODULES)
        secrets = {"client_id": client_id, "client_secret": client_secret}
        self.kept = dict(secrets)
        return Access(
            endpoint=f"{self.vendors.url('iris')}/{key}",
            reference="",
            dfe_number=self.vendors.school(key).dfe_number.replace("/", ""),
            secrets=secrets,
            partner=self.partner(),
            remember=self.kept.update,
            alone=lambda: nullcontext(dict(self.kept)),
        )

    def small(self, session: Session) -> Puller:
        return IrisPuller(session, page_size=25)
