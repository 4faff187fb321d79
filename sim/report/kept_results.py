"""What `hotline check` prints of a folder with results."""

from __future__ import annotations

from typing import Any

from sim.report.words import word


def results_text(folder: str, found: dict[str, Any], lang: str) -> str:
    """What `hotline check` says of a result folder in which nothing is damaged."""
    counts = {"kept": f"{found['kept']:,}", "asked": f"{found['replications']:,}"}
    unfinished = "results_unfinished" if found["command"] == "run" else "need_unfinished"
    end = word("results_finished" if found["finished"] else unfinished, lang, **counts)
    return word("results_whole", lang, files=f"{found['files']:,}", folder=folder) + "\n" + end
