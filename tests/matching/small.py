"""A small hotline and a matching file of it."""

from __future__ import annotations

from pathlib import Path

from ..sweeps.small import STAFF, TALK, TOWN, WRAP_UP

__all__ = ["FIGURE", "HEAD", "STAFF", "TALK", "WRAP_UP", "asked"]

FIGURE = "figures: [{measure: talk_mean, value: 150 s}]\n"
HEAD = "match: 1\nscenario: town.yaml\nreplications: 5\nwaves: 1\npoints: 12\ndraws: 2\n"


def asked(folder: Path, text: str) -> Path:
    """A folder with the hotline and a matching file, whose path is given back."""
    (folder / "town.yaml").write_text(TOWN, encoding="utf-8")
    path = folder / "figures.yaml"
    path.write_text(text, encoding="utf-8")
    return path
