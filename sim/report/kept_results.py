"""What `hotline check` prints of a folder with results."""

from __future__ import annotations

from typing import Any

from sim.report.kept_results_words import UNFINISHED_WORDS
from sim.report.words import phrase, word


def results_text(folder: str, found: dict[str, Any], lang: str) -> str:
    """What `hotline check` says of a result folder in which nothing is damaged."""
    counts = {"kept": f"{found['kept']:,}", "asked": f"{found['replications']:,}"}
    if found["shard"] is not None:
        end = word("results_part_finished" if found["finished"] else "results_part", lang, shard=found["shard"])
    elif found["finished"]:
        end = word("results_finished", lang)
    else:
        end = phrase(UNFINISHED_WORDS[found["command"]], lang, **counts)
    return word("results_whole", lang, files=f"{found['files']:,}", folder=folder) + "\n" + end
