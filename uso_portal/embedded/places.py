"""The names of the files through which users of the embedded servers and their keeper meet."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """All of them lie in one folder under the data folder."""

    data_dir: Path
    folder: Path

    @classmethod
    def under(cls, data_dir: Path) -> Self:
        """Make the folders when they are missing."""
        folder = data_dir / "embedded"
        folder.mkdir(parents=True, exist_ok=True)
        return cls(data_dir=data_dir, folder=folder)

    @property
    def joining_lock(self) -> Path:
        """Held while somebody starts the keeper: one at a time."""
        return self.folder / "joining.lock"

    @property
    def users_lock(self) -> Path:
        """Held shared by each user, and exclusively by a keeper that is stopping."""
        return self.folder / "users.lock"

    @property
    def keeper_lock(self) -> Path:
        """Held by the keeper for its whole life."""
        return self.folder / "keeper.lock"

    @property
    def state(self) -> Path:
        """Written when the servers are ready, removed before they stop."""
        return self.folder / "state.json"

    @property
    def redis(self) -> Path:
        """Redis's port and password."""
        return self.folder / "redis.json"

    @property
    def keeper_log(self) -> Path:
        """What the keeper says when it cannot start."""
        return self.folder / "keeper.log"

    @property
    def postgres_log(self) -> Path:
        """PostgreSQL's own log."""
        return self.folder / "postgres.log"

    @property
    def redis_log(self) -> Path:
        """Redis's own log."""
        return self.folder / "redis.log"

    def write_state(self, text: str) -> None:
        """All at once, so that nobody reads half of it; ours alone, since it holds a password."""
        beside = self.state.with_suffix(".new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(text)
        beside.rename(self.state)

    def forget_state(self) -> None:
        """The servers are about to stop."""
        with suppress(FileNotFoundError):
            self.state.unlink()
