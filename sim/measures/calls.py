"""Measures of calls and messages, computed from columns of the contact log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.log_columns import Column, Rows
from sim.measures.definitions import measure_key
from sim.measures.figures import Figure, fraction, mean_seconds, of_lengths, seconds, total
from sim.rules.codes import NOT_YET, Cause, Channel, Outcome
from sim.statistics.survival import Lasting, Stays
from sim.statistics.time_sums import exact_sum

Flags = npt.NDArray[np.bool_]
WAIT_SHARES = {"wait_p50": 0.5, "wait_p90": 0.9, "wait_p95": 0.95}


@dataclass(frozen=True)
class Phone:
    """The phone contacts of a run, or of a part of it.

    Attributes
    ----------
    columns
        Columns of the contact log, phone contacts only.
    talk_us, wrap_up_us
        Time worked on each, see `sim.measures.work`.
    horizon_us
        End of the run.
    """

    columns: Mapping[str, Column]
    talk_us: Column
    wrap_up_us: Column
    horizon_us: int

    def has(self, outcome: Outcome) -> Flags:
        """Which contacts ended so."""
        flags: Flags = self.columns["outcome"] == outcome
        return flags

    def only(self, mine: Flags) -> Phone:
        """Some of them."""
        return Phone(Rows(self.columns, mine), self.talk_us[mine], self.wrap_up_us[mine], self.horizon_us)

    @property
    def queued(self) -> Flags:
        """Which contacts reached the queue."""
        flags: Flags = self.columns["queued_us"] != NOT_YET
        return flags

    def waits(self, which: Flags, until: str) -> Column:
        """Waits of some contacts up to the instant in column `until`."""
        return self.columns[until][which] - self.columns["queued_us"][which]


def call_figures(phone: Phone, within_us: tuple[int, ...], short_abandon_us: int) -> dict[str, Figure]:
    """Every call measure of `phone`: counts, rates, waits, service levels at each threshold, times.

    Parameters
    ----------
    phone
        The contacts to count.
    within_us
        Thresholds of the service level.
    short_abandon_us
        Abandons up to this long are short.
    """
    answered = phone.has(Outcome.ANSWERED)
    answered_waits = phone.waits(answered, "answered_us")
    abandoned_waits = phone.waits(phone.has(Outcome.ABANDONED), "left_us")
    cleared_waits = phone.waits(phone.has(Outcome.CLOSED) & phone.queued, "left_us")
    open_waits = phone.horizon_us - phone.columns["queued_us"][phone.has(Outcome.WAITING)]
    lost_waits = np.concatenate([abandoned_waits, cleared_waits, open_waits])
    figures = _counts(phone, answered_waits, abandoned_waits, len(cleared_waits), len(open_waits), short_abandon_us)
    figures |= _by_citizen(phone, answered, within_us)
    figures |= _waits(answered_waits, abandoned_waits, cleared_waits, open_waits)
    offered = len(answered_waits) + len(lost_waits)
    patient = Stays(answered_waits, lost_waits).thinned()
    for s in within_us:
        in_time = int(np.count_nonzero(answered_waits <= s))
        gone = int(np.count_nonzero(abandoned_waits <= s))
        levels = service_levels(in_time, gone, len(answered_waits), offered)
        levels["service_level_virtual"] = of_lengths(Lasting(patient, "within", s))
        figures |= {measure_key(name, s): figure for name, figure in levels.items()}
    return figures | _times(phone)


def service_levels(in_time: int, gone_in_time: int, answered: int, offered: int) -> dict[str, Figure]:
    """The service level under each definition by counting.

    Parameters
    ----------
    in_time, gone_in_time
        Calls answered, and calls abandoned, within the threshold.
    answered, offered
        Calls answered and offered in all.
    """
    return {
        "service_level": fraction(in_time, offered),
        "service_level_less_short": fraction(in_time, offered - gone_in_time),
        "service_level_or_gone": fraction(in_time + gone_in_time, offered),
        "service_level_answered": fraction(in_time, answered),
    }


def _counts(
    phone: Phone, answered_waits: Column, abandoned_waits: Column, cleared: int, waiting: int, short_abandon_us: int
) -> dict[str, Figure]:
    cause = phone.columns["cause"]
    attempts, offered = len(cause), int(np.count_nonzero(phone.queued))
    blocked = int(np.count_nonzero(phone.has(Outcome.BLOCKED)))
    answered, abandoned = len(answered_waits), len(abandoned_waits)
    short = int(np.count_nonzero(abandoned_waits <= short_abandon_us))
    return {
        "attempts": total(attempts),
        "blocked": total(blocked),
        "turned_away": total(np.count_nonzero(phone.has(Outcome.CLOSED)) - cleared),
        "offered": total(offered),
        "answered": total(answered),
        "abandoned": total(abandoned),
        "cleared_at_close": total(cleared),
        "short_abandons": total(short),
        "waiting_at_end": total(waiting),
        "redials": total(np.count_nonzero(cause == Cause.REDIAL)),
        "repeats": total(np.count_nonzero(cause == Cause.REPEAT)),
        "connection_rate": fraction(answered, offered),
        "connection_rate_less_short": fraction(answered, offered - short),
        "abandonment_rate": fraction(abandoned, offered),
        "blocking_rate": fraction(blocked, attempts),
    }


def _by_citizen(phone: Phone, answered: Flags, within_us: tuple[int, ...]) -> dict[str, Figure]:
    request = phone.columns["request"]
    citizens, reached = distinct(request), distinct(request[answered])
    figures = {
        "citizens": total(citizens),
        "citizens_answered": total(reached),
        "connection_rate_citizens": fraction(reached, citizens),
        "tries_per_citizen": fraction(len(request), citizens),
    }
    waits = phone.columns["answered_us"] - phone.columns["queued_us"]
    for s in within_us:
        in_time = distinct(request[answered & (waits <= s)])
        figures[measure_key("service_level_citizens", s)] = fraction(in_time, citizens)
    return figures


def _waits(answered: Column, abandoned: Column, cleared: Column, waiting: Column) -> dict[str, Figure]:
    left = len(answered) + len(abandoned) + len(cleared)
    left_us = exact_sum(answered) + exact_sum(abandoned) + exact_sum(cleared)
    longest = [int(waits.max()) for waits in (answered, abandoned, cleared, waiting) if len(waits)]
    figures = {
        "asa": mean_seconds(exact_sum(answered), len(answered)),
        "mean_wait": mean_seconds(left_us, left),
        "longest_wait": seconds(max(longest, default=None)),
    }
    return figures | quantiles(WAIT_SHARES, answered)


def quantiles(shares: Mapping[str, float], lengths_us: Column) -> dict[str, Figure]:
    """The times within which such shares of some lengths of time ended, in seconds; key to share."""
    stays = Stays(lengths_us).thinned()
    return {key: of_lengths(Lasting(stays, "quantile", share)) for key, share in shares.items()}


def _times(phone: Phone) -> dict[str, Figure]:
    talk_ended = phone.columns["talk_end_us"] != NOT_YET
    done = phone.columns["wrap_up_end_us"] != NOT_YET
    talks, wrap_ups = int(np.count_nonzero(talk_ended)), int(np.count_nonzero(done))
    handled_us = exact_sum(phone.talk_us[done]) + exact_sum(phone.wrap_up_us[done])
    # A chase-up call asks after a ticket: it can neither be answered directly nor become one.
    settled = talk_ended & (phone.columns["direct"] != NOT_YET)
    direct = answered_directly(phone.columns)
    return {
        "talk_mean": mean_seconds(exact_sum(phone.talk_us[talk_ended]), talks),
        "wrap_up_mean": mean_seconds(exact_sum(phone.wrap_up_us[done]), wrap_ups),
        "aht": mean_seconds(handled_us, wrap_ups),
        "direct_answer_rate": fraction(np.count_nonzero(direct), int(np.count_nonzero(settled))),
    }


def request_figures(contacts: dict[str, Column], deflected: int, days: float) -> dict[str, Figure]:
    """Measures of messages, tickets and accepted requests, from contacts of both channels."""
    online = contacts["channel"] == Channel.ONLINE
    ended = contacts["talk_end_us"] != NOT_YET
    done = contacts["wrap_up_end_us"] != NOT_YET
    handled = online & ended
    delays = contacts["talk_end_us"][handled] - contacts["arrived_us"][handled]
    taken = ~online & (contacts["outcome"] == Outcome.ANSWERED) & ~chases(contacts)
    accepted = distinct(contacts["request"][handled | taken])
    is_open = online & ~ended & np.isin(contacts["outcome"], (Outcome.WAITING, Outcome.ANSWERED))
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


def answered_directly(contacts: Mapping[str, Column]) -> Flags:
    """Which contacts were settled at once: calls and messages; every count of direct answers begins here."""
    flags: Flags = contacts["direct"] == 1
    return flags


def chases(contacts: dict[str, Column]) -> Flags:
    """Which contacts ask after an overdue ticket, as far as is known."""
    asked_after = (contacts["talk_end_us"] != NOT_YET) & (contacts["direct"] == NOT_YET)
    flags: Flags = asked_after | (contacts["cause"] == Cause.CHASE_UP)
    return flags


def distinct(numbers: Column) -> int:
    """How many different numbers there are, for numbers from 0 on."""
    if len(numbers) == 0:
        return 0
    top = int(numbers.max())
    if top > 64 * len(numbers) + 65_536:
        return len(np.unique(numbers))
    seen = np.zeros(top + 1, dtype=np.bool_)
    seen[numbers] = True
    return int(np.count_nonzero(seen))
