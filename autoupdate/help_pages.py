"""The pages of the help: which questions there are, under which topic, and where reasons lead.

The words are templates under ``help/articles``. It knows no view and no person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from autoupdate.processing.reasons import Code


@dataclass(frozen=True, slots=True)
class Article:
    """One question. ``summary`` is its answer in a sentence; ``words`` are others that people use
    for the same thing."""

    slug: str
    title: str
    summary: str
    words: str = ""

    @property
    def template(self) -> str:
        """Where its words are."""
        return f"help/articles/{self.slug}.html"


#: Topic → its questions, in the order of the help's contents.
TOPICS: Mapping[str, tuple[Article, ...]] = MappingProxyType(
    {
        "Accounts": (
            Article(
                "no-account",
                "Why does somebody have no account?",
                "Most often a date of birth is missing, or somebody has to match the person.",
                "missing created new pupil teacher starter not made",
            ),
            Article(
                "matching",
                "What does “requires matching” mean?",
                "Somebody similar has an account already, and a person has to say who is who.",
                "match duplicate same person compare candidate twins",
            ),
            Article(
                "unallocated",
                "Why was an account unallocated, and how do I get it back?",
                "The person left your MIS. If they have not left, restore the account at once.",
                "restore lost deleted leaver disappeared gone removed",
            ),
            Article(
                "held",
                "Why do removals wait for us?",
                "More people than usual were missing, so nobody was removed until you have looked.",
                "brake hold stopped many leavers confirm release",
            ),
            Article(
                "usernames",
                "How are usernames made, and do they change?",
                "From the names and the local authority. They stay, even after a change of name.",
                "login user name rename marriage surname",
            ),
            Article(
                "new-starters",
                "How do new starters get an account before their first day?",
                "Accept the Future reports, where your MIS has them.",
                "future september induction start date",
            ),
            Article(
                "not-in-uso",
                "How do I keep a name out of USO?",
                "Add it to the MIS names that should not be in USO.",
                "exclude test pupil dummy block",
            ),
        ),
        "Your MIS and your data": (
            Article(
                "by-hand",
                "How do I run an export by hand?",
                "It depends on your MIS: in the software, with Force run, or in the MIS itself.",
                "manual force run now send upload immediately extract filter",
            ),
            Article(
                "when",
                "When do changes in our MIS reach USO?",
                "Data come in the evening, and accounts follow in the night.",
                "time how long overnight tomorrow delay",
            ),
            Article(
                "change-mis",
                "How do we change our MIS?",
                "Choose Change MIS. Nobody loses an account because of it.",
                "switch move new system arbor sims bromcom",
            ),
            Article(
                "missing-endpoint-url",
                "What does MISSING ENDPOINT URL mean?",
                "Your MIS approved us but did not say where your data are. Authorise again.",
                "arbor error authorise approval",
            ),
            Article(
                "rejected",
                "Why was an upload rejected?",
                "The file as a whole could not be used. Nothing was changed.",
                "failed file error column truncated broken",
            ),
            Article(
                "nothing-arrives",
                "Why has nothing arrived for days?",
                "The schedule stopped, or the MIS cannot be read. Accounts stay as they are.",
                "silent no upload stopped schedule",
            ),
        ),
        "Consent and people": (
            Article(
                "reports",
                "Which reports should we accept?",
                "Staff and Students for accounts; the others for the services you use.",
                "report consent accept contacts groups attendance fsm",
            ),
            Article(
                "who-may",
                "Who may accept reports, and who may do what?",
                "The Headteacher and the Head Proxy accept. Nominated Contacts do the daily work.",
                "role permission head proxy nominated contact",
            ),
            Article(
                "what-is-kept",
                "What does AutoUpdate keep about our people?",
                "Only the fields of the reports you accept, encrypted, and not for long.",
                "privacy gdpr data protection fields personal secure",
            ),
            Article(
                "service-desk",
                "How do I ask the Service Desk?",
                "Choose Service Desk, then Raise an Issue. Your case has all answers in one place.",
                "case ticket support contact issue telephone",
            ),
        ),
    }
)

ARTICLES: Mapping[str, Article] = MappingProxyType(
    {each.slug: each for articles in TOPICS.values() for each in articles}
)

#: Reason code → the question about it, with the place in its answer. Others need no help.
HELP_FOR: Mapping[Code, str] = MappingProxyType(
    {
        Code.REQUIRES_MATCHING: "matching",
        Code.NO_DATE_OF_BIRTH: "no-account#date-of-birth",
        Code.NO_NAME: "no-account#record",
        Code.RECORD_UNUSABLE: "no-account#record",
        Code.RECORD_AMBIGUOUS: "no-account#record",
        Code.NOT_STARTED: "new-starters",
        Code.NAME_EXCLUDED: "not-in-uso",
        Code.LEFT_NOT_IN_EXPORT: "unallocated",
        Code.LEFT_LEAVING_DATE: "unallocated",
        Code.LEAVING_DATE_PASSED: "unallocated",
        Code.LET_GO_BY_STAFF: "unallocated",
        Code.REMOVAL_HELD: "held",
        Code.KEPT_FOR_CHANGE: "change-mis",
    }
)
