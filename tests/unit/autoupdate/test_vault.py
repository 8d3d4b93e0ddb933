"""The vault gives back what it was given, notices every tampering, and never leaves half a file."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from autoupdate import vault
from autoupdate.vault import BLOCK_BYTES, VaultError

SECRET = b"Persephone Nightingale,2014-05-17\r\n"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> Path:
    """An empty store."""
    settings.UPLOAD_STORE_DIR = tmp_path / "store"
    return tmp_path / "store"


def files(store: Path) -> list[Path]:
    return [each for each in store.rglob("*") if each.is_file()]


def read(name: str) -> bytes:
    with vault.open(name) as stream:
        return stream.read()


SIZES = [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES, 200_001]


@pytest.mark.parametrize("size", SIZES)
def test_gives_back_what_was_written(size: int) -> None:
    data = bytes(index % 251 for index in range(size))
    assert read(vault.write([data])) == data


@given(chunks=st.lists(st.binary(max_size=300), max_size=20))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_how_it_was_cut_does_not_matter(chunks: list[bytes]) -> None:
    assert read(vault.write(chunks)) == b"".join(chunks)


def test_nothing_readable_lies_in_the_store(store: Path) -> None:
    vault.write([SECRET * 5000])
    (stored,) = files(store)
    assert b"Persephone" not in stored.read_bytes()
    assert stored.stat().st_mode & 0o077 == 0


def test_reads_line_by_line_as_a_stream() -> None:
    with vault.open(vault.write([SECRET] * 4000)) as stream:
        assert sum(1 for _ in stream) == 4000


def test_holds_only_a_few_blocks_in_memory() -> None:
    def many() -> Iterator[bytes]:
        for _ in range(400):
            yield bytes(BLOCK_BYTES)

    tracemalloc.start()
    name = vault.write(many())
    with vault.open(name) as stream:
        while stream.read(BLOCK_BYTES):
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 * BLOCK_BYTES


class GiverError(Exception):
    """The giver of the chunks fails."""


@pytest.mark.parametrize("failure", [GiverError, KeyboardInterrupt])
def test_a_giver_that_fails_midway_leaves_nothing_behind(
    store: Path, failure: type[BaseException]
) -> None:
    def failing() -> Iterator[bytes]:
        yield bytes(5 * BLOCK_BYTES)
        assert files(store), "the first blocks are being written"
        raise failure

    with pytest.raises(failure):
        vault.write(failing())
    assert files(store) == []


def _frames(path: Path) -> list[bytes]:
    data, frames = path.read_bytes(), []
    while data:
        length = 4 + int.from_bytes(data[:4])
        frames.append(data[:length])
        data = data[length:]
    return frames


def _swapped(frames: list[bytes]) -> list[bytes]:
    return [frames[1], frames[0], *frames[2:]]


def _flipped(frames: list[bytes]) -> list[bytes]:
    changed = bytearray(frames[0])
    changed[40] ^= 1
    return [bytes(changed), *frames[1:]]


TAMPERINGS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "a block changed": _flipped,
    "two blocks swapped": _swapped,
    "a block twice": lambda frames: [frames[0], *frames],
    "a block left out": lambda frames: frames[1:],
    "the end cut off": lambda frames: frames[:-1],
    "half a block": lambda frames: [*frames[:-1], frames[-1][:-7]],
    "half a length": lambda frames: [*frames, b"\0\0"],
    "something after the end": lambda frames: [*frames, frames[-1]],
    "a length without end": lambda frames: [b"\xff\xff\xff\xff", *frames],
    "all of it gone": lambda _: [],
}


@pytest.mark.parametrize("tampering", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_notices(store: Path, tampering: Callable[[list[bytes]], list[bytes]]) -> None:
    name = vault.write([bytes(3 * BLOCK_BYTES + 5)])
    path = store / name
    path.write_bytes(b"".join(tampering(_frames(path))))
    with pytest.raises(VaultError):
        read(name)


def test_notices_another_files_content(store: Path) -> None:
    mine, other = vault.write([b"mine"]), vault.write([b"other"])
    (store / mine).write_bytes((store / other).read_bytes())
    with pytest.raises(VaultError, match="place"):
        read(mine)


@pytest.mark.parametrize("name", ["ab/no-id.rows", f"ab/{'ab' * 16}.rows", "../../etc/passwd"])
def test_a_name_it_never_gave_is_refused(name: str) -> None:
    with pytest.raises((VaultError, Exception)) as caught:
        vault.open(name)
    assert caught.type.__name__ in ("VaultError", "SuspiciousFileOperation")


def test_old_files_stay_readable_when_a_key_is_added(settings: Settings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.UPLOAD_ENCRYPTION_KEYS = [old]
    name = vault.write([SECRET])
    settings.UPLOAD_ENCRYPTION_KEYS = [new, old]
    assert read(name) == SECRET
    settings.UPLOAD_ENCRYPTION_KEYS = [new]
    with pytest.raises(VaultError, match="key"):
        read(name)


def test_deleting_twice_is_no_error(store: Path) -> None:
    name = vault.write([SECRET])
    vault.delete(name)
    vault.delete(name)
    assert files(store) == []


def test_lists_what_is_older(store: Path) -> None:
    assert list(vault.names_older_than(timezone.now())) == []
    name = vault.write([SECRET])
    unfinished = store / (name + ".part")
    unfinished.write_bytes(b"")
    later = timezone.now() + timedelta(minutes=1)
    assert set(vault.names_older_than(later)) == {name, name + ".part"}
    assert list(vault.names_older_than(timezone.now() - timedelta(minutes=1))) == []
