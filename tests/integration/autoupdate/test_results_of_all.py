"""The last processed files of many schools: what can be chosen to filter them by."""

from django.urls import reverse

from tests.factories import LocalAuthorityFactory
from tests.integration.conftest import Cast


def choices(cast: Cast, who: str) -> list[str]:
    """The local authorities that somebody may filter by."""
    page = cast.client(getattr(cast, who)).get(reverse("autoupdate:results_all"))
    field = page.context["filterset"].form.fields["la"]
    return sorted(str(each) for each in field.queryset)


def test_only_authorities_of_ones_own_schools_are_offered(cast: Cast) -> None:
    LocalAuthorityFactory(name="No school here")
    ours, far = cast.local_authority, cast.outsider_school.local_authority
    assert choices(cast, "la_user") == [str(ours)]
    assert choices(cast, "desk") == sorted([str(ours), str(far)])
