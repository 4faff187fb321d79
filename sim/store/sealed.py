"""JSON files that carry a sum of themselves: a changed byte anywhere in them is noticed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

SUM: Final = "manifest_sha256"


def sealed(value: dict[str, Any]) -> bytes:
    """Readable JSON in UTF-8 whose last entry is the SHA-256 of the same text without it; NaN is refused."""
    return json_bytes({**value, SUM: sha256(json_bytes(value))})


def unsealed(data: bytes) -> dict[str, Any]:
    """What was sealed, without its sum.

    Raises
    ------
    ValueError
        If these are not, byte for byte, the data that were written.
    """
    value = json.loads(data.decode("utf-8"))
    if not isinstance(value, dict) or SUM not in value:
        raise ValueError("it has no sum of itself")
    bare = {key: part for key, part in value.items() if key != SUM}
    if sealed(bare) != data:
        raise ValueError("its sum is another")
    return bare


def json_bytes(value: Any) -> bytes:
    """Readable JSON in UTF-8; NaN is refused."""
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return text.encode("utf-8", errors="backslashreplace")


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def sha256(data: bytes) -> str:
    """The sum of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sum_of(data: bytes) -> dict[str, Any]:
    """What is noted of a file: its sum and its size."""
    return {"sha256": sha256(data), "bytes": len(data)}


def sum_of_file(path: Path) -> dict[str, Any]:
    """The same of a file."""
    with path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": path.stat().st_size}
