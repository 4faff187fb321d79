"""The font that travels with the charts: what it holds, and that it is a subset under a name of its own."""

from __future__ import annotations

import pytest
from matplotlib.ft2font import FT2Font

from sim.report.style import FONT_FAMILIES, FONT_FILE, drawable

BEYOND = FONT_FILE.with_name("beyond_gb2312.txt").read_text(encoding="utf-8").splitlines()
LARGEST_FONT = 4_000_000
DISTRICTS = "硚口区 鄠邑区 埇桥区 浉河区 甪直镇 瀍河回族区 鲘门镇 崁顶乡 氹仔 猇亭区 莿桐乡 埗 垵 瑷珲 喆堃骉 臺北 觀塘"


def _held() -> set[int]:
    return set(FT2Font(str(FONT_FILE)).get_charmap())


def _of(codec: str, first: range) -> set[int]:
    pairs = (bytes((high, low)) for high in first for low in range(0x40, 0xFF))
    return {ord(char) for pair in pairs for char in pair.decode(codec, "ignore") if ord(char) > 0x7F}


@pytest.mark.parametrize(("codec", "first"), [("gb2312", range(0xA1, 0xF8)), ("big5", range(0xA4, 0xC7))])
def test_the_font_holds_what_an_encoding_lists(codec: str, first: range) -> None:
    """All of GB/T 2312 and the common characters of Big5 are in the font."""
    wanted = _of(codec, first)
    assert len(wanted) > 5_400
    assert not wanted - _held()


def test_the_font_holds_the_table_of_8105_and_the_names_of_divisions() -> None:
    """What no codec lists is in a file beside the font, and in the font: 6,638 of the 8,105 are in GB/T 2312."""
    of_8105, of_divisions = (set(map(ord, BEYOND[line])) for line in (1, 3))
    assert len(of_8105) == 8_105 - 6_638
    assert len(of_divisions) == 197
    assert not of_8105 & _of("gb2312", range(0xA1, 0xF8))
    assert not (of_8105 | of_divisions) - _held()


def test_names_of_districts_are_drawn_as_they_are() -> None:
    """Districts, towns and villages with characters beyond GB/T 2312 keep every one of them."""
    assert drawable(DISTRICTS) == DISTRICTS


def test_the_font_is_small_and_has_a_name_of_its_own() -> None:
    """An installed full font never takes its place, and the wheel stays small."""
    assert FT2Font(str(FONT_FILE)).family_name == FONT_FAMILIES[1] == "Hotline Sans SC"
    assert FONT_FILE.stat().st_size < LARGEST_FONT
