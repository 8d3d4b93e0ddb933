"""The reason codes that staff decisions leave with a MIS person; nights leave their own.

Where a person still lacks an account the code is one that a night would give as well.
"""

from typing import Final

MATCHED_BY_STAFF: Final = "matched_by_staff"
CREATED_BY_STAFF: Final = "created_by_staff"
REQUIRES_MATCHING: Final = "requires_matching"
NAME_EXCLUDED: Final = "name_excluded"
