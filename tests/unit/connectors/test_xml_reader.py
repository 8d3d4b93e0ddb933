"""SIMS's XML is read as it is written, in any encoding, and memory does not grow with it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

from autoupdate.connectors.tabular.opening import csv_rows, open_rows, xml_rows
from autoupdate.connectors.tabular.rows import CHUNK_BYTES, Row
from autoupdate.connectors.unreadable import UnreadableExport
from tests.unit.connectors.exports import ADA, BEN, csv_text, without, xml

ZOE = {**ADA, "Forename": "Zoë"}


def read(data: bytes | str) -> list[Row]:
    return list(xml_rows([data.encode() if isinstance(data, str) else data]))


def test_rows_have_decoded_captions_and_texts() -> None:
    first, second = read(xml(ADA, BEN))
    assert first == ADA
    assert second["Legal Surname"] == "Hart-Lee"


def test_absent_elements_are_absent_and_captions_grow() -> None:
    rows = xml_rows([xml(without(ADA, "UPN"), {**ADA, "New": "x"}).encode()])
    found = list(rows)
    assert "UPN" not in found[0]
    assert rows.captions == {*ADA, "New"}


def test_an_empty_element_is_a_blank_value() -> None:
    assert read("<SuperStarReport><Record><ID>1</ID><UPN/></Record></SuperStarReport>") == [
        {"ID": "1", "UPN": ""}
    ]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(xml(ZOE).encode("utf-8"), id="UTF-8"),
        pytest.param(xml(ZOE).encode("utf-8-sig"), id="UTF-8 with mark"),
        pytest.param(xml(ZOE).encode("utf-16"), id="UTF-16 declared as UTF-8"),
        pytest.param(xml(ZOE).encode("utf-16-le"), id="UTF-16 LE without mark"),
        pytest.param(xml(ZOE).encode("utf-16-be"), id="UTF-16 BE without mark"),
        pytest.param(xml(ZOE).encode("cp1252"), id="Windows-1252 declared as UTF-8"),
        pytest.param(xml(ZOE, declaration="").encode("cp1252"), id="Windows-1252 undeclared"),
        pytest.param(
            xml(ZOE, declaration='<?xml version="1.0" encoding="utf-16"?>').encode(),
            id="UTF-8 declared as UTF-16",
        ),
        pytest.param(
            xml(ZOE, declaration='<?xml version="1.0" encoding="no-such-thing"?>').encode(),
            id="UTF-8 declared as nonsense",
        ),
    ],
)
def test_the_bytes_decide_the_encoding(data: bytes) -> None:
    assert read(data) == [ZOE]


@pytest.mark.parametrize("size", [1, 2, 7, 100])
def test_chunks_may_end_anywhere(size: int) -> None:
    data = xml({**ZOE, "House": "&#x1F;Kes&#xA0;trel"}).replace("&amp;", "&").encode()
    pieces = (data[start : start + size] for start in range(0, len(data), size))
    assert list(xml_rows(pieces)) == [{**ZOE, "House": "Kes\xa0trel"}]


def test_control_characters_cost_nobody_the_file() -> None:
    data = xml(ADA).replace("Kestrel", "K\x01es&#x1F;tr&#8;el&#65;&#xD800;&#x110000;")
    assert read(data)[0]["House"] == "KestrelA"


def test_comments_instructions_namespaces_and_attributes_are_passed_over() -> None:
    data = (
        '<?xml version="1.0"?><?xml-stylesheet href="a"?><!-- by SIMS -->'
        '<SuperStarReport xmlns="urn:sims"><!-- c --><Record n="1"><?p i?><ID a="b">1</ID>'
        "<A><![CDATA[x<y]]></A></Record></SuperStarReport>"
    )
    assert read(data) == [{"ID": "1", "A": "x<y"}]


def test_every_place_where_a_file_may_be_cut_is_called_so() -> None:
    data = xml(ADA, {**BEN, "House": "Kestrel & Hawk"}).encode()
    for end in range(data.index(b"<Record>"), len(data) - len("</SuperStarReport>\n")):
        with pytest.raises(UnreadableExport) as refusal:
            read(data[:end])
        assert refusal.value.code == "truncated"


def test_a_source_of_the_other_shape_is_refused() -> None:
    with pytest.raises(UnreadableExport, match="neither"):
        xml_rows([csv_text(ADA).encode()])
    with pytest.raises(UnreadableExport, match="neither"):
        csv_rows([xml(ADA).encode()])


def test_memory_does_not_grow_with_the_file() -> None:
    record = xml(ADA).split("\n", 2)[2].removesuffix("\n</SuperStarReport>\n").encode() + b"\n"

    def peak(num_records: int) -> int:
        def pieces() -> Iterator[bytes]:
            yield b"<SuperStarReport>"
            for _ in range(num_records // 100):
                yield record * 100
            yield b"</SuperStarReport>"

        tracemalloc.start()
        assert sum(1 for _ in open_rows(pieces())) == num_records
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(20_000) < peak(2_000) + 20 * CHUNK_BYTES
