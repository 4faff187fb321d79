"""Which world notices which slip of the rules of dispatch, deadlines and closing; and those that change nothing.

What no world comes to (a boundary that no draw meets, a case that other rules rule out) is held by the rule's own
table.
"""

from __future__ import annotations

from .flipping import Fault, slip

WORLDS: dict[Fault, str] = {
    slip(
        "place_in_instant",
        "rank << RANK_BITS | kind << KIND_BITS | number",
        "(rank << RANK_BITS | kind << KIND_BITS) & number",
    ): "test_a_line_open_round_the_clock",
    slip(
        "place_in_instant", "rank << RANK_BITS | kind << KIND_BITS", "rank << RANK_BITS & kind << KIND_BITS"
    ): "test_breaks_end_with_the_shift",
    slip(
        "place_in_instant", "rank << RANK_BITS | kind << KIND_BITS", "rank << RANK_BITS"
    ): "test_closed_exactly_at_due",
    slip("place_in_instant", "rank << RANK_BITS", "rank >> RANK_BITS"): "test_breaks_end_with_the_shift",
    slip("place_in_instant", "rank << RANK_BITS", "rank"): "test_a_line_open_round_the_clock",
    slip("place_in_instant", "kind << KIND_BITS", "kind >> KIND_BITS"): "test_closed_exactly_at_due",
    slip("place_in_instant", "kind << KIND_BITS", "kind"): "test_closed_exactly_at_due",
    slip(
        "is_time_to_hand_out",
        "next_us > now_us or next_place >= PATIENCE_PLACE",
        "next_us > now_us and next_place >= PATIENCE_PLACE",
    ): "test_closed_exactly_at_due",
    slip(
        "is_time_to_hand_out", "next_us > now_us or next_place >= PATIENCE_PLACE", "next_place >= PATIENCE_PLACE"
    ): "test_closed_exactly_at_due",
    slip(
        "is_time_to_hand_out", "next_us > now_us or next_place >= PATIENCE_PLACE", "next_us > now_us"
    ): "test_overflow",
    slip("is_time_to_hand_out", "next_us > now_us", "next_us >= now_us"): "test_a_reminder_comes_before_the_hand_out",
    slip("is_time_to_hand_out", "next_us > now_us", "next_us < now_us"): "test_a_reminder_comes_before_the_hand_out",
    slip(
        "is_time_to_hand_out", "next_place >= PATIENCE_PLACE", "next_place <= PATIENCE_PLACE"
    ): "test_a_reminder_comes_before_the_hand_out",
    slip(
        "share_that_holds", "min(number, len(shares) - 1)", "max(number, len(shares) - 1)"
    ): "test_a_critical_call_to_a_wrong_unit",
    slip(
        "share_that_holds", "min(number, len(shares) - 1)", "number"
    ): "test_a_return_goes_to_people_where_there_are_any",
    slip("share_that_holds", "min(number, len(shares) - 1)", "len(shares) - 1"): "test_a_critical_call_to_a_wrong_unit",
    slip("share_that_holds", "len(shares) - 1", "len(shares) + 1"): "test_a_return_goes_to_people_where_there_are_any",
    slip("share_that_holds", "len(shares) - 1", "len(shares)"): "test_a_return_goes_to_people_where_there_are_any",
    slip("is_certain", "share <= 0.0", "share >= 0.0"): "test_a_chance_just_met",
    slip("is_certain", "share >= 1.0", "share <= 1.0"): "test_a_chance_just_met",
    slip("picked", "len(up_to) - 1", "len(up_to) + 1"): "test_a_clock_from_an_acceptance_before_the_start",
    slip("picked", "len(up_to) - 1", "len(up_to)"): "test_a_clock_from_an_acceptance_before_the_start",
    slip(
        "picked", "place < last and up_to[place] <= u * up_to[last]", "place < last or up_to[place] <= u * up_to[last]"
    ): "test_a_clock_from_an_acceptance_before_the_start",
    slip(
        "picked", "place < last and up_to[place] <= u * up_to[last]", "place < last"
    ): "test_a_clock_from_an_acceptance_before_the_start",
    slip("picked", "place < last", "place > last"): "test_a_machine_alone",
    slip(
        "picked", "up_to[place] <= u * up_to[last]", "up_to[place] >= u * up_to[last]"
    ): "test_a_clock_from_an_acceptance_before_the_start",
    slip("first_takes_all", "len(up_to) - 1", "len(up_to) + 1"): "test_a_clock_from_an_acceptance_before_the_start",
    slip("first_takes_all", "len(up_to) - 1", "len(up_to)"): "test_a_clock_from_an_acceptance_before_the_start",
    slip("joins", "is_open and u < share", "is_open or u < share"): "test_requests_of_an_incident_are_merged",
    slip("joins", "is_open and u < share", "u < share"): "test_requests_of_an_incident_are_merged",
    slip("joins", "u < share", "u > share"): "test_requests_of_an_incident_are_merged",
    slip("chosen_unit", "choice == SHARES", "choice != SHARES"): "test_each_unit_in_turn",
    slip("chosen_unit", "loads if choice == LEAST_LOADED else given", "loads"): "test_each_unit_in_turn",
    slip("chosen_unit", "loads if choice == LEAST_LOADED else given", "given"): "test_the_least_loaded_unit",
    slip("chosen_unit", "choice == LEAST_LOADED", "choice != LEAST_LOADED"): "test_the_least_loaded_unit",
    slip("is_among", "units[place] == unit", "units[place] != unit"): "test_joint_arms_of_which_one_is_wrong",
    slip("unit_by_share", "len(shares) - 1", "len(shares) + 1"): "test_joint_arms_of_which_one_is_wrong",
    slip("unit_by_share", "len(shares) - 1", "len(shares)"): "test_joint_arms_of_which_one_is_wrong",
    slip("unit_by_share", "not is_among(taken, unit)", "is_among(taken, unit)"): "test_open_at_several_units",
    slip("unit_by_share", "not is_among(taken, unit)", "is_among(taken, unit)", 1): "test_open_at_several_units",
    slip("unit_by_share", "up_to > u * total", "up_to < u * total"): "test_open_at_several_units",
    slip(
        "unit_with_least",
        "best == NOT_YET or (counts[unit] + 1) * weights[best] < (counts[best] + 1) * weights[unit]",
        "best == NOT_YET and (counts[unit] + 1) * weights[best] < (counts[best] + 1) * weights[unit]",
    ): "test_the_least_loaded_unit",
    slip(
        "unit_with_least",
        "best == NOT_YET or (counts[unit] + 1) * weights[best] < (counts[best] + 1) * weights[unit]",
        "(counts[unit] + 1) * weights[best] < (counts[best] + 1) * weights[unit]",
    ): "test_the_least_loaded_unit",
    slip(
        "unit_with_least",
        "best == NOT_YET or (counts[unit] + 1) * weights[best] < (counts[best] + 1) * weights[unit]",
        "best == NOT_YET",
    ): "test_the_least_loaded_unit",
    slip("unit_with_least", "best == NOT_YET", "best != NOT_YET"): "test_the_least_loaded_unit",
    slip(
        "unit_with_least",
        "(counts[unit] + 1) * weights[best] < (counts[best] + 1) * weights[unit]",
        "(counts[unit] + 1) * weights[best] <= (counts[best] + 1) * weights[unit]",
    ): "test_the_least_loaded_unit",
    slip(
        "unit_with_least",
        "(counts[unit] + 1) * weights[best] < (counts[best] + 1) * weights[unit]",
        "(counts[unit] + 1) * weights[best] > (counts[best] + 1) * weights[unit]",
    ): "test_the_least_loaded_unit",
    slip("unit_with_least", "counts[unit] + 1", "counts[unit] - 1"): "test_the_least_loaded_unit",
    slip("unit_with_least", "counts[unit] + 1", "counts[unit]"): "test_the_least_loaded_unit",
    slip("unit_with_least", "counts[best] + 1", "counts[best] - 1"): "test_the_least_loaded_unit",
    slip("unit_with_least", "counts[best] + 1", "counts[best]"): "test_the_least_loaded_unit",
    slip(
        "share_right", "machine_is_right(accuracy, confidence, hand_over_below) if by_machine else accuracy", "accuracy"
    ): "test_right_by_confidence_or_to_any_other_unit",
    slip(
        "takes_time", "law >= 0 or (begun and left_us != NOT_YET)", "law >= 0 and (begun and left_us != NOT_YET)"
    ): "test_right_by_confidence_or_to_any_other_unit",
    slip(
        "takes_time", "law >= 0 or (begun and left_us != NOT_YET)", "begun and left_us != NOT_YET"
    ): "test_right_by_confidence_or_to_any_other_unit",
    slip(
        "takes_time", "law >= 0 or (begun and left_us != NOT_YET)", "law >= 0"
    ): "test_nothing_is_left_where_there_is_no_delay",
    slip("takes_time", "law >= 0", "law > 0"): "test_open_at_several_units",
    slip("takes_time", "law >= 0", "law <= 0"): "test_open_at_several_units",
    slip(
        "takes_time", "begun and left_us != NOT_YET", "begun or left_us != NOT_YET"
    ): "test_nothing_is_left_where_there_is_no_delay",
    slip("takes_time", "begun and left_us != NOT_YET", "begun"): "test_nothing_is_left_where_there_is_no_delay",
    slip("takes_time", "left_us != NOT_YET", "left_us == NOT_YET"): "test_nothing_is_left_where_there_is_no_delay",
    slip(
        "pace_of_crew", "pace * speed_up if supervised_us != NOT_YET else pace", "pace * speed_up"
    ): "test_an_act_of_supervision",
    slip("pace_of_crew", "pace * speed_up if supervised_us != NOT_YET else pace", "pace"): "test_an_act_of_supervision",
    slip("pace_of_crew", "supervised_us != NOT_YET", "supervised_us == NOT_YET"): "test_an_act_of_supervision",
    slip(
        "starts_us",
        "midnights_us[place_in(midnights_us, at_us)] if milestone == NEXT_DAY else at_us",
        "midnights_us[place_in(midnights_us, at_us)]",
    ): "test_a_clock_from_an_acceptance_before_the_start",
    slip(
        "starts_us", "midnights_us[place_in(midnights_us, at_us)] if milestone == NEXT_DAY else at_us", "at_us"
    ): "test_deadlines_of_the_backlog",
    slip(
        "starts_us", "milestone == NEXT_DAY", "milestone != NEXT_DAY"
    ): "test_a_clock_from_an_acceptance_before_the_start",
    slip("set_due", "due_us >= FAR", "due_us <= FAR"): "test_the_long_term_list",
    slip(
        "stand_still",
        "is_open(ticket) and ticket.due_us != NOT_YET and (ticket.due_us > from_us)",
        "is_open(ticket) or ticket.due_us != NOT_YET or ticket.due_us > from_us",
    ): "test_no_pause_after_the_closure",
    slip(
        "stand_still",
        "is_open(ticket) and ticket.due_us != NOT_YET and (ticket.due_us > from_us)",
        "ticket.due_us != NOT_YET and ticket.due_us > from_us",
    ): "test_no_pause_after_the_closure",
    slip(
        "stand_still",
        "is_open(ticket) and ticket.due_us != NOT_YET and (ticket.due_us > from_us)",
        "is_open(ticket) and ticket.due_us > from_us",
    ): "test_the_deadline_stood_still_at_two_units",
    slip(
        "stand_still",
        "is_open(ticket) and ticket.due_us != NOT_YET and (ticket.due_us > from_us)",
        "is_open(ticket) and ticket.due_us != NOT_YET",
    ): "test_pauses_outside",
    slip("stand_still", "ticket.due_us != NOT_YET", "ticket.due_us == NOT_YET"): "test_pauses_outside",
    slip("stand_still", "ticket.due_us > from_us", "ticket.due_us >= from_us"): "test_pauses_outside",
    slip("stand_still", "ticket.due_us > from_us", "ticket.due_us < from_us"): "test_pauses_outside",
    slip(
        "leave_standstill",
        "ticket.pauses == 0 and ticket.paused_at_us != NOT_YET",
        "ticket.pauses == 0 or ticket.paused_at_us != NOT_YET",
    ): "test_pauses_outside",
    slip(
        "leave_standstill", "ticket.pauses == 0 and ticket.paused_at_us != NOT_YET", "ticket.paused_at_us != NOT_YET"
    ): "test_pauses_outside",
    slip(
        "leave_standstill", "ticket.pauses == 0 and ticket.paused_at_us != NOT_YET", "ticket.pauses == 0"
    ): "test_pauses_outside",
    slip("leave_standstill", "ticket.pauses == 0", "ticket.pauses != 0"): "test_pauses_outside",
    slip("leave_standstill", "ticket.paused_at_us != NOT_YET", "ticket.paused_at_us == NOT_YET"): "test_pauses_outside",
    slip("run_on", "ticket.long_term_us != NOT_YET", "ticket.long_term_us == NOT_YET"): "test_pauses_outside",
    slip(
        "resume_deadline", "ticket.due_us == NOT_YET", "ticket.due_us != NOT_YET"
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip("is_due", "ticket.due_us == NOT_YET", "ticket.due_us != NOT_YET"): "test_the_long_term_list",
    slip(
        "is_due",
        "max(ticket.due_us, ticket.watched_us) == now_us and is_open(ticket)",
        "max(ticket.due_us, ticket.watched_us) == now_us or is_open(ticket)",
    ): "test_the_long_term_list",
    slip(
        "is_due", "max(ticket.due_us, ticket.watched_us) == now_us and is_open(ticket)", "is_open(ticket)"
    ): "test_timers_of_a_due_time_that_was_moved",
    slip(
        "is_due",
        "max(ticket.due_us, ticket.watched_us) == now_us and is_open(ticket)",
        "max(ticket.due_us, ticket.watched_us) == now_us",
    ): "test_the_long_term_list",
    slip(
        "is_due", "max(ticket.due_us, ticket.watched_us) == now_us", "max(ticket.due_us, ticket.watched_us) != now_us"
    ): "test_the_long_term_list",
    slip(
        "is_due", "max(ticket.due_us, ticket.watched_us)", "min(ticket.due_us, ticket.watched_us)"
    ): "test_the_long_term_list",
    slip(
        "is_due", "max(ticket.due_us, ticket.watched_us)", "ticket.due_us"
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "is_due", "max(ticket.due_us, ticket.watched_us)", "ticket.watched_us"
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "extend", "ticket.is_extended or later_us <= now_us", "ticket.is_extended and later_us <= now_us"
    ): "test_one_extension",
    slip("extend", "ticket.is_extended or later_us <= now_us", "later_us <= now_us"): "test_one_extension",
    slip(
        "extend", "ticket.is_extended or later_us <= now_us", "ticket.is_extended"
    ): "test_an_extension_that_is_over_already",
    slip("extend", "min(later_us, FAR)", "max(later_us, FAR)"): "test_one_extension",
    slip("extend", "min(later_us, FAR)", "FAR"): "test_one_extension",
    slip("extend", "later_us <= now_us", "later_us >= now_us"): "test_one_extension",
    slip(
        "is_reminded",
        "ticket.reminders != number or ticket.due_us == NOT_YET",
        "ticket.reminders != number and ticket.due_us == NOT_YET",
    ): "test_overdue_again_after_reopening",
    slip(
        "is_reminded", "ticket.reminders != number or ticket.due_us == NOT_YET", "ticket.due_us == NOT_YET"
    ): "test_overdue_again_after_reopening",
    slip(
        "is_reminded",
        "max(reminder_us, ticket.watched_us) == now_us and is_open(ticket)",
        "max(reminder_us, ticket.watched_us) == now_us or is_open(ticket)",
    ): "test_nobody_withdraws_what_is_closed",
    slip(
        "is_reminded",
        "max(reminder_us, ticket.watched_us) == now_us and is_open(ticket)",
        "max(reminder_us, ticket.watched_us) == now_us",
    ): "test_nobody_withdraws_what_is_closed",
    slip(
        "is_reminded", "ticket.reminders != number", "ticket.reminders == number"
    ): "test_overdue_again_after_reopening",
    slip("is_reminded", "ticket.due_us == NOT_YET", "ticket.due_us != NOT_YET"): "test_overdue_again_after_reopening",
    slip(
        "is_reminded", "max(reminder_us, ticket.watched_us) == now_us", "max(reminder_us, ticket.watched_us) != now_us"
    ): "test_overdue_again_after_reopening",
    slip(
        "is_reminded", "max(reminder_us, ticket.watched_us)", "min(reminder_us, ticket.watched_us)"
    ): "test_overdue_again_after_reopening",
    slip(
        "is_reminded", "max(reminder_us, ticket.watched_us)", "ticket.watched_us"
    ): "test_overdue_again_after_reopening",
    slip(
        "next_chase_up_us", "place_in(midnights_us, now_us) - 1", "place_in(midnights_us, now_us) + 1"
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "next_chase_up_us", "place_in(midnights_us, now_us) - 1", "place_in(midnights_us, now_us)"
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "next_chase_up_us",
        "day_share_at(up_to, now_us, midnights_us[day], midnights_us[day + 1]) + gap_us / DAY_US",
        "day_share_at(up_to, now_us, midnights_us[day], midnights_us[day + 1]) - gap_us / DAY_US",
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "next_chase_up_us",
        "day_share_at(up_to, now_us, midnights_us[day], midnights_us[day + 1]) + gap_us / DAY_US",
        "day_share_at(up_to, now_us, midnights_us[day], midnights_us[day + 1])",
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "next_chase_up_us", "day + 1 >= len(midnights_us)", "day + 1 <= len(midnights_us)"
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "next_chase_up_us",
        "max(instant_in_day(up_to, share - int(share), midnights_us[day], midnights_us[day + 1]), now_us)",
        "min(instant_in_day(up_to, share - int(share), midnights_us[day], midnights_us[day + 1]), now_us)",
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "next_chase_up_us",
        "max(instant_in_day(up_to, share - int(share), midnights_us[day], midnights_us[day + 1]), now_us)",
        "now_us",
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip("next_chase_up_us", "share - int(share)", "share + int(share)"): "test_chase_ups_on_the_profile_of_the_day",
    slip("next_chase_up_us", "share - int(share)", "share"): "test_chase_ups_on_the_profile_of_the_day",
    slip("next_chase_up_us", "day + 1", "day - 1", 1): "test_chase_ups_on_the_profile_of_the_day",
    slip("next_chase_up_us", "day + 1", "day", 1): "test_chase_ups_on_the_profile_of_the_day",
    slip("next_chase_up_us", "day + 1", "day - 1", 2): "test_chase_ups_on_the_profile_of_the_day",
    slip("next_chase_up_us", "day + 1", "day", 2): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "is_open",
        "ticket.closed_us == NOT_YET and ticket.withdrawn_us == NOT_YET",
        "ticket.closed_us == NOT_YET or ticket.withdrawn_us == NOT_YET",
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "is_open", "ticket.closed_us == NOT_YET and ticket.withdrawn_us == NOT_YET", "ticket.withdrawn_us == NOT_YET"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "is_open", "ticket.closed_us == NOT_YET", "ticket.closed_us != NOT_YET"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "is_open", "ticket.withdrawn_us == NOT_YET", "ticket.withdrawn_us != NOT_YET"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "close_at",
        "ticket.closed_us == NOT_YET and milestone in (closed_at, SILENT)",
        "ticket.closed_us == NOT_YET or milestone in (closed_at, SILENT)",
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "close_at",
        "ticket.closed_us == NOT_YET and milestone in (closed_at, SILENT)",
        "milestone in (closed_at, SILENT)",
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "close_at",
        "ticket.closed_us == NOT_YET and milestone in (closed_at, SILENT)",
        "ticket.closed_us == NOT_YET",
    ): "test_a_reminder_of_a_moved_deadline",
    slip(
        "close_at", "ticket.closed_us == NOT_YET", "ticket.closed_us != NOT_YET"
    ): "test_a_reminder_of_a_moved_deadline",
    slip(
        "close_at", "milestone in (closed_at, SILENT)", "milestone not in (closed_at, SILENT)"
    ): "test_a_reminder_of_a_moved_deadline",
    slip(
        "reopen", "ticket.closed_us == NOT_YET", "ticket.closed_us != NOT_YET"
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "share_satisfied", "in_time if was_in_time(now_us if is_open else closed_us, due_us) else late", "in_time"
    ): "test_satisfied_in_time",
    slip(
        "share_satisfied", "in_time if was_in_time(now_us if is_open else closed_us, due_us) else late", "late"
    ): "test_satisfied_in_time",
    slip("share_satisfied", "now_us if is_open else closed_us", "now_us"): "test_satisfied_in_time",
    slip("share_satisfied", "now_us if is_open else closed_us", "closed_us"): "test_satisfied_in_time",
    slip("arms_reopened", "arms if all_arms else min(arms, 1)", "arms"): "test_reopened",
    slip("arms_reopened", "arms if all_arms else min(arms, 1)", "min(arms, 1)"): "test_reopened",
    slip("arms_reopened", "min(arms, 1)", "max(arms, 1)"): "test_reopened",
    slip("arms_reopened", "min(arms, 1)", "arms"): "test_reopened",
    slip(
        "begins", "milestone != starts_at or clock == NOT_YET", "milestone != starts_at and clock == NOT_YET"
    ): "test_deadlines_from_dispatch_and_acceptance",
    slip(
        "begins", "milestone != starts_at or clock == NOT_YET", "clock == NOT_YET"
    ): "test_deadlines_from_dispatch_and_acceptance",
    slip("begins", "ticket.clock == NOT_YET", "ticket.clock != NOT_YET"): "test_the_long_term_list",
    slip("begins", "ticket.long_term_us == NOT_YET", "ticket.long_term_us != NOT_YET"): "test_the_long_term_list",
    slip(
        "become_late", "not acts or ticket.is_supervised", "not acts and ticket.is_supervised"
    ): "test_a_clock_from_an_acceptance_before_the_start",
    slip(
        "become_late", "not acts or ticket.is_supervised", "ticket.is_supervised"
    ): "test_a_clock_from_an_acceptance_before_the_start",
    slip("become_late", "not acts or ticket.is_supervised", "not acts"): "test_overdue_again_after_reopening",
    slip("become_late", "not acts", "acts"): "test_overdue_again_after_reopening",
    slip(
        "is_chased",
        "ticket.is_late != 0 and ticket.chase_due_us == now_us and is_open(ticket)",
        "ticket.is_late != 0 or ticket.chase_due_us == now_us or is_open(ticket)",
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "is_chased",
        "ticket.is_late != 0 and ticket.chase_due_us == now_us and is_open(ticket)",
        "ticket.is_late != 0 and ticket.chase_due_us == now_us",
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip("is_chased", "ticket.is_late != 0", "ticket.is_late == 0"): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "is_chased", "ticket.chase_due_us == now_us", "ticket.chase_due_us != now_us"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "dispatched_before_us", "waits_since_us if at_unit == ACCEPTANCE else received_us", "waits_since_us"
    ): "test_a_clock_from_an_acceptance_before_the_start",
    slip(
        "dispatched_before_us", "waits_since_us if at_unit == ACCEPTANCE else received_us", "received_us"
    ): "test_ages_in_the_units_hours",
    slip("dispatched_before_us", "at_unit == ACCEPTANCE", "at_unit != ACCEPTANCE"): "test_ages_in_the_units_hours",
}
"""The world that fails when the rule is so flipped."""

TABLES: dict[Fault, str] = {
    slip(
        "place_in_instant", "rank << RANK_BITS | kind << KIND_BITS | number", "rank << RANK_BITS | kind << KIND_BITS"
    ): "test_place_in_instant",
    slip(
        "is_time_to_hand_out", "next_place >= PATIENCE_PLACE", "next_place > PATIENCE_PLACE"
    ): "test_is_time_to_hand_out",
    slip(
        "step_that_holds", "max(place_in(from_us, at_us) - 1, 0)", "place_in(from_us, at_us) - 1"
    ): "test_the_step_that_holds",
    slip("is_certain", "share <= 0.0 or share >= 1.0", "share <= 0.0 and share >= 1.0"): "test_is_certain",
    slip("is_certain", "share <= 0.0 or share >= 1.0", "share >= 1.0"): "test_is_certain",
    slip("is_certain", "share <= 0.0 or share >= 1.0", "share <= 0.0"): "test_is_certain",
    slip("is_certain", "share <= 0.0", "share < 0.0"): "test_is_certain",
    slip("is_certain", "share >= 1.0", "share > 1.0"): "test_is_certain",
    slip(
        "picked", "place < last and up_to[place] <= u * up_to[last]", "up_to[place] <= u * up_to[last]"
    ): "test_picked_has_a_last_one",
    slip("picked", "place < last", "place <= last"): "test_picked_has_a_last_one",
    slip("picked", "up_to[place] <= u * up_to[last]", "up_to[place] < u * up_to[last]"): "test_picked",
    slip(
        "first_takes_all", "up_to[0] >= up_to[len(up_to) - 1]", "up_to[0] > up_to[len(up_to) - 1]"
    ): "test_first_takes_all",
    slip(
        "first_takes_all", "up_to[0] >= up_to[len(up_to) - 1]", "up_to[0] <= up_to[len(up_to) - 1]"
    ): "test_first_takes_all",
    slip("joins", "is_open and u < share", "is_open"): "test_joins",
    slip("joins", "u < share", "u <= share"): "test_joins",
    slip("unit_by_share", "up_to > u * total", "up_to >= u * total"): "test_unit_by_share",
    slip(
        "share_right",
        "machine_is_right(accuracy, confidence, hand_over_below) if by_machine else accuracy",
        "machine_is_right(accuracy, confidence, hand_over_below)",
    ): "test_share_right",
    slip("takes_time", "begun and left_us != NOT_YET", "left_us != NOT_YET"): "test_takes_time",
    slip("set_due", "due_us >= FAR", "due_us > FAR"): "test_set_due",
    slip("extend", "min(later_us, FAR)", "later_us"): "test_extend",
    slip("extend", "later_us <= now_us", "later_us < now_us"): "test_extend",
    slip(
        "is_reminded", "ticket.reminders != number or ticket.due_us == NOT_YET", "ticket.reminders != number"
    ): "test_is_reminded",
    slip(
        "is_reminded", "max(reminder_us, ticket.watched_us) == now_us and is_open(ticket)", "is_open(ticket)"
    ): "test_is_reminded",
    slip("is_reminded", "max(reminder_us, ticket.watched_us)", "reminder_us"): "test_is_reminded",
    slip("next_chase_up_us", "day + 1 >= len(midnights_us)", "day + 1 > len(midnights_us)"): "test_next_chase_up",
    slip(
        "next_chase_up_us",
        "max(instant_in_day(up_to, share - int(share), midnights_us[day], midnights_us[day + 1]), now_us)",
        "instant_in_day(up_to, share - int(share), midnights_us[day], midnights_us[day + 1])",
    ): "test_next_chase_up",
    slip("next_chase_up_us", "day + 1", "day - 1"): "test_next_chase_up",
    slip("next_chase_up_us", "day + 1", "day"): "test_next_chase_up",
    slip(
        "is_open", "ticket.closed_us == NOT_YET and ticket.withdrawn_us == NOT_YET", "ticket.closed_us == NOT_YET"
    ): "test_is_open",
    slip("arms_reopened", "min(arms, 1)", "1"): "test_arms_reopened",
    slip("begins", "milestone != starts_at or clock == NOT_YET", "milestone != starts_at"): "test_begins",
    slip(
        "begins",
        "ticket.clock == NOT_YET and ticket.long_term_us == NOT_YET",
        "ticket.clock == NOT_YET or ticket.long_term_us == NOT_YET",
    ): "test_begins",
    slip(
        "begins", "ticket.clock == NOT_YET and ticket.long_term_us == NOT_YET", "ticket.long_term_us == NOT_YET"
    ): "test_begins",
    slip(
        "begins", "ticket.clock == NOT_YET and ticket.long_term_us == NOT_YET", "ticket.clock == NOT_YET"
    ): "test_begins",
    slip("begins", "milestone != starts_at", "milestone == starts_at"): "test_begins",
    slip("begins", "clock == NOT_YET", "clock != NOT_YET"): "test_begins",
    slip(
        "is_chased",
        "ticket.is_late != 0 and ticket.chase_due_us == now_us and is_open(ticket)",
        "ticket.chase_due_us == now_us and is_open(ticket)",
    ): "test_is_chased",
    slip(
        "is_chased",
        "ticket.is_late != 0 and ticket.chase_due_us == now_us and is_open(ticket)",
        "ticket.is_late != 0 and is_open(ticket)",
    ): "test_is_chased",
    slip("name_of_arm", "ticket << ARM_BITS | arm", "ticket << ARM_BITS & arm"): "test_names_of_timers",
    slip("name_of_arm", "ticket << ARM_BITS | arm", "ticket << ARM_BITS"): "test_names_of_timers",
    slip("name_of_arm", "ticket << ARM_BITS", "ticket >> ARM_BITS"): "test_names_of_timers",
    slip("name_of_arm", "ticket << ARM_BITS", "ticket"): "test_names_of_timers",
    slip(
        "name_of_reminder", "ticket << REMINDER_BITS | number", "ticket << REMINDER_BITS & number"
    ): "test_names_of_timers",
    slip("name_of_reminder", "ticket << REMINDER_BITS | number", "ticket << REMINDER_BITS"): "test_names_of_timers",
    slip("name_of_reminder", "ticket << REMINDER_BITS", "ticket >> REMINDER_BITS"): "test_names_of_timers",
    slip("name_of_reminder", "ticket << REMINDER_BITS", "ticket"): "test_names_of_timers",
}
"""The test of the rule by itself that fails."""

NEVER_LAST = "the sum of all shares is above every number that is compared with it, but for rounding"

EQUIVALENT: dict[Fault, str] = {
    slip("unit_by_share", "len(shares) - 1", "len(shares) + 1", 1): NEVER_LAST,
    slip("unit_by_share", "len(shares) - 1", "len(shares)", 1): NEVER_LAST,
}
"""Slips that no log can show, and why."""
