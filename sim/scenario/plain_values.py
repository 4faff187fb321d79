"""Values as Python programs have them, as a scenario file says them; and a whole document as the text of a file."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from ruamel.yaml import YAML


def plain(value: Any) -> Any:
    """The same in texts, numbers, lists and mappings.

    Lengths of time (pandas' too) become seconds, dates and times their ISO texts, numpy's numbers Python's.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, timedelta):
        return f"{value / timedelta(seconds=1):.6f}".rstrip("0").rstrip(".") + " s"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    item = getattr(value, "item", None)
    return item() if callable(item) else value


def yaml_text(document: dict[str, Any]) -> str:
    """A document as the text of a scenario file, keys in their order; what stands in it twice is written twice."""
    yaml = YAML(typ="rt", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 120
    yaml.representer.ignore_aliases = lambda _data: True
    stream = io.StringIO()
    yaml.dump(document, stream)
    return stream.getvalue()
