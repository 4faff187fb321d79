"""A run's tickets in the columns that queue-animation programs (vidigi) read: who waits where, and who works."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.exports.csv_tables import as_text
from sim.rules.codes import NOT_YET, Stage
from sim.runlog import Column, RunLog

if TYPE_CHECKING:
    import pandas as pd

MINUTE_US = 60_000_000


def queue_events(log: RunLog) -> pd.DataFrame:
    """One row per event, in order of time.

    Returns
    -------
    DataFrame
        entity_id (the ticket), pathway (its type), event_type (arrival_departure, queue, resource_use,
        resource_use_end), event (arrival, depart, `STAGE_wait`, `STAGE_begins`, `STAGE_ends`), time (minutes since the
        start), resource_id and group (the person and the group; empty while waiting).
    """
    import pandas as pd

    tickets, tasks, plan = log.tickets, log.tasks, log.plan
    nobody = np.full(len(tasks["ticket"]), NOT_YET)
    stage = np.array([code.name.lower() for code in Stage])[tasks["stage"]]
    gone_us = np.where(tickets["withdrawn_us"] != NOT_YET, tickets["withdrawn_us"], tickets["closed_us"])
    table = pd.concat(
        [
            _events(tickets["ticket"], tickets["received_us"], "arrival_departure", "arrival"),
            _events(tasks["ticket"], tasks["queued_us"], "queue", np.char.add(stage, "_wait"), nobody, nobody),
            *(
                _events(tasks["ticket"], tasks[column], kind, np.char.add(stage, end), tasks["person"], tasks["group"])
                for column, kind, end in (
                    ("started_us", "resource_use", "_begins"),
                    ("ended_us", "resource_use_end", "_ends"),
                )
            ),
            _events(tickets["ticket"], gone_us, "arrival_departure", "depart"),
        ],
        ignore_index=True,
    ).sort_values(["time", "entity_id"], kind="stable", ignore_index=True)
    table.insert(1, "pathway", np.array(plan.type_names)[tickets["type"]][table["entity_id"]])
    table["group"] = pd.Categorical.from_codes(table["group"], categories=pd.Index(plan.group_names))
    return table


def _events(
    ticket: Column,
    at_us: Column,
    kind: str,
    event: str | np.ndarray[tuple[int], np.dtype[np.str_]],
    person: Column | None = None,
    group: Column | None = None,
) -> pd.DataFrame:
    """Those that have come; what was before the start stands at the start."""
    import pandas as pd

    came = at_us != NOT_YET
    return pd.DataFrame(
        {
            "entity_id": ticket[came],
            "event_type": kind,
            "event": event if isinstance(event, str) else event[came],
            "time": np.maximum(at_us[came], 0) / MINUTE_US,
            "resource_id": NOT_YET if person is None else person[came],
            "group": NOT_YET if group is None else group[came],
        }
    )


def write_queues(log: RunLog, path: Path) -> int:
    """Write these rows as CSV; their number."""
    table = queue_events(log)
    times = table["time"]
    text = as_text(table.drop(columns="time"))
    text.insert(4, "time", times)
    text.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
    return len(table)
