"""What a table of words holds: a text in both languages."""

from __future__ import annotations

from typing import Any, Final

Pair = tuple[str, str]
"""A text in English and in Chinese, with the same gaps for values."""
Words = dict[str, Pair]
"""Key, or what is named, to its text."""
LANGS: Final = ("en", "zh")


def phrase(words: Pair, lang: str, **values: Any) -> str:
    """A text in a language ('en' or 'zh'), with the values put in."""
    text = words[LANGS.index(lang)]
    return text.format(**values) if values else text
