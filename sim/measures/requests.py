"""Messages, tickets made of contacts, and requests taken in by either channel."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from sim.logs.columns import Column, are
from sim.measures.definition import IN_FILES, always, define, if_any, if_no_tickets
from sim.measures.figures import Figure, fraction, mean_seconds, total
from sim.measures.phone import chases, distinct
from sim.measures.waits import quantiles
from sim.rules.codes import NOT_YET, Channel, Outcome
from sim.statistics.time_sums import exact_sum

_request = partial(define, about="requests", cuts=())

REQUESTS: Final = (
    _request(
        "tickets", "tickets", "工单量", "tickets", "count", "neither",
        "Calls and messages that became a ticket when their wrap-up ended.", "contacts not answered directly",
        unfinished="a contact still in work is not yet a ticket", shown=if_no_tickets("requests", 20),
    ),
    _request(
        "messages_received", "messages received", "网上来件量", "messages", "count", "neither",
        "Online messages that came in.", "online contacts", shown=if_any("requests", 40),
    ),
    _request(
        "messages_handled", "messages handled", "网上办理量", "messages", "count", "higher",
        "Online messages whose work ended.", "online contacts whose work ended",
        unfinished="messages in work do not count", shown=if_any("requests", 50),
    ),
    _request(
        "messages_open", "messages open", "网上未办结量", "messages", "count", "lower",
        "Online messages waiting or in work at the end.", "online contacts whose work has not ended",
        unfinished="this is their number", shown=if_any("requests", 60),
    ),
    _request(
        "message_delay_mean", "mean message delay", "网上平均办理时长", "s", "mean", "lower",
        "Mean time from a message's arrival until its work ended.", "delays of handled messages", "messages handled",
        "open messages are left out: read it beside their number", shown=if_any("requests", 70),
    ),
    _request(
        "message_delay_p90", "message delay, 90 % at most", "网上办理时长90分位", "s", "quantile", "lower",
        "The shortest length of time within which 90 % of the handled messages were handled.",
        "smallest delay with at least 90 % of the handled messages at or below it",
        unfinished="open messages are left out: read it beside their number", shown=IN_FILES,
    ),
    _request(
        "accepted_requests", "requests accepted", "受理量", "requests", "count", "higher",
        "Requests taken in: a call of theirs was answered or a message of theirs handled; each counts once, and calls "
        "about an open ticket do not count.",
        "distinct requests answered by phone or handled online", unfinished="requests not yet reached do not count",
        shown=IN_FILES,
    ),
    _request(
        "accepted_per_day", "requests accepted per day", "日均受理量", "requests per day", "mean", "higher",
        "Requests accepted per day of the run.", "requests accepted", "days", "requests not yet reached do not count",
        shown=always("requests", 30),
    ),
    _request(
        "deflected", "requests kept away by self-service", "自助分流量", "requests", "count", "neither",
        "Requests that self-service or a knowledge base settled before they rang.", "requests kept away",
        shown=if_any("requests", 80),
    ),
)  # fmt: skip


def request_figures(contacts: dict[str, Column], deflected: int, days: float) -> dict[str, Figure]:
    """Measures of messages, tickets and accepted requests, from contacts of both channels."""
    online, outcome = are(contacts["channel"], Channel.ONLINE), contacts["outcome"]
    ended = contacts["talk_end_us"] != NOT_YET
    done = contacts["wrap_up_end_us"] != NOT_YET
    handled = online & ended
    delays = contacts["talk_end_us"][handled] - contacts["arrived_us"][handled]
    taken = ~online & are(outcome, Outcome.ANSWERED) & ~chases(contacts)
    accepted = distinct(contacts["request"][handled | taken])
    is_open = online & ~ended & (are(outcome, Outcome.WAITING) | are(outcome, Outcome.ANSWERED))
    return {
        "tickets": total(np.count_nonzero((contacts["direct"] == 0) & done)),
        "messages_received": total(np.count_nonzero(online)),
        "messages_handled": total(np.count_nonzero(handled)),
        "messages_open": total(np.count_nonzero(is_open)),
        "message_delay_mean": mean_seconds(exact_sum(delays), len(delays)),
        **quantiles({"message_delay_p90": 0.9}, delays),
        "accepted_requests": total(accepted),
        "accepted_per_day": fraction(accepted, days),
        "deflected": total(deflected),
    }
