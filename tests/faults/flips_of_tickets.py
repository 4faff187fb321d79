"""Which hand-worked world notices which slip of a rule about tickets; and the slips that change nothing."""

from __future__ import annotations

from .flipping import Fault, slip

KILLERS: dict[Fault, str] = {
    slip("may_be_put_down", "stage not in CALLS", "stage in CALLS"): "test_calls_to_citizens_are_never_put_down",
    slip("raised", "stands - 1 if stands > 0 else 0", "stands - 1"): "test_reminders_raise_what_waits",
    slip("raised", "stands - 1 if stands > 0 else 0", "0"): "test_a_reminder_comes_before_the_hand_out",
    slip("raised", "stands > 0", "stands >= 0"): "test_reminders_raise_what_waits",
    slip("raised", "stands > 0", "stands < 0"): "test_a_reminder_comes_before_the_hand_out",
    slip("raised", "stands - 1", "stands + 1"): "test_a_reminder_comes_before_the_hand_out",
    slip("raised", "stands - 1", "stands"): "test_a_reminder_comes_before_the_hand_out",
    slip("is_by_entry", "order == FIRST_COME", "order != FIRST_COME"): "test_newest_first",
    slip("order_key", "order == NEWEST_FIRST", "order != NEWEST_FIRST"): "test_newest_first",
    slip("order_key", "-queued_us", "queued_us"): "test_newest_first",
    slip(
        "order_key", "int(u * PLACES_AT_RANDOM) if order == RANDOM else length_us", "int(u * PLACES_AT_RANDOM)"
    ): "test_shortest_first",
    slip("order_key", "int(u * PLACES_AT_RANDOM) if order == RANDOM else length_us", "length_us"): "test_random_order",
    slip("order_key", "order == RANDOM", "order != RANDOM"): "test_random_order",
    slip("machine_dispatches", "by_people and is_redispatch", "by_people or is_redispatch"): "test_a_machine_alone",
    slip("machine_dispatches", "by_people and is_redispatch", "is_redispatch"): "test_a_machine_alone",
    slip("machine_dispatches", "by_people and is_redispatch", "by_people"): "test_a_machine_that_knows_all_or_nothing",
    slip(
        "machine_dispatches", "now_us >= from_us and u < share", "now_us >= from_us or u < share"
    ): "test_the_machine_from_a_date_on",
    slip("machine_dispatches", "now_us >= from_us and u < share", "u < share"): "test_the_machine_from_a_date_on",
    slip(
        "machine_dispatches", "now_us >= from_us and u < share", "now_us >= from_us"
    ): "test_the_machine_looks_at_a_share",
    slip("machine_dispatches", "now_us >= from_us", "now_us > from_us"): "test_the_machine_from_a_date_on",
    slip("machine_dispatches", "now_us >= from_us", "now_us <= from_us"): "test_the_machine_from_a_date_on",
    slip("machine_dispatches", "u < share", "u <= share"): "test_what_the_machine_just_meets",
    slip("machine_dispatches", "u < share", "u > share"): "test_the_machine_from_a_date_on",
    slip(
        "hands_over", "confidence < hand_over_below", "confidence <= hand_over_below"
    ): "test_what_the_machine_just_meets",
    slip(
        "hands_over", "confidence < hand_over_below", "confidence > hand_over_below"
    ): "test_a_machine_that_knows_all_or_nothing",
    slip(
        "machine_is_right", "hand_over_below <= 0.0 or accuracy <= 0.0", "hand_over_below <= 0.0 and accuracy <= 0.0"
    ): "test_a_machine_that_knows_all_or_nothing",
    slip(
        "machine_is_right", "hand_over_below <= 0.0 or accuracy <= 0.0", "accuracy <= 0.0"
    ): "test_right_by_confidence_or_to_any_other_unit",
    slip(
        "machine_is_right", "hand_over_below <= 0.0 or accuracy <= 0.0", "hand_over_below <= 0.0"
    ): "test_a_machine_that_knows_all_or_nothing",
    slip(
        "machine_is_right", "hand_over_below <= 0.0", "hand_over_below < 0.0"
    ): "test_right_by_confidence_or_to_any_other_unit",
    slip(
        "machine_is_right", "hand_over_below <= 0.0", "hand_over_below >= 0.0"
    ): "test_right_by_confidence_or_to_any_other_unit",
    slip("machine_is_right", "accuracy <= 0.0", "accuracy < 0.0"): "test_a_machine_that_knows_all_or_nothing",
    slip("machine_is_right", "accuracy <= 0.0", "accuracy >= 0.0"): "test_right_by_confidence_or_to_any_other_unit",
    slip(
        "machine_is_right", "1.0 / accuracy - 1.0", "1.0 / accuracy + 1.0"
    ): "test_a_machine_that_knows_all_or_nothing",
    slip("machine_is_right", "1.0 / accuracy - 1.0", "1.0 / accuracy"): "test_a_machine_that_knows_all_or_nothing",
    slip(
        "is_designated", "max_returns >= 0 and returns >= max_returns", "max_returns >= 0 or returns >= max_returns"
    ): "test_a_critical_call_to_a_wrong_unit",
    slip(
        "is_designated", "max_returns >= 0 and returns >= max_returns", "returns >= max_returns"
    ): "test_a_machine_alone",
    slip(
        "is_designated", "max_returns >= 0 and returns >= max_returns", "max_returns >= 0"
    ): "test_a_critical_call_to_a_wrong_unit",
    slip("is_designated", "max_returns >= 0", "max_returns > 0"): "test_designation_after_so_many_returns",
    slip("is_designated", "max_returns >= 0", "max_returns <= 0"): "test_a_machine_alone",
    slip("is_designated", "returns >= max_returns", "returns > max_returns"): "test_designation_after_so_many_returns",
    slip("is_designated", "returns >= max_returns", "returns <= max_returns"): "test_a_critical_call_to_a_wrong_unit",
    slip(
        "wrong_unit", "min(int(u * (units - 1)), units - 2)", "max(int(u * (units - 1)), units - 2)"
    ): "test_right_by_confidence_or_to_any_other_unit",
    slip(
        "wrong_unit", "min(int(u * (units - 1)), units - 2)", "units - 2"
    ): "test_right_by_confidence_or_to_any_other_unit",
    slip("wrong_unit", "other + 1 if other >= right else other", "other + 1"): "test_joint_arms_of_which_one_is_wrong",
    slip("wrong_unit", "other + 1 if other >= right else other", "other"): "test_a_critical_call_to_a_wrong_unit",
    slip("wrong_unit", "other >= right", "other > right"): "test_a_critical_call_to_a_wrong_unit",
    slip("wrong_unit", "other >= right", "other <= right"): "test_joint_arms_of_which_one_is_wrong",
    slip("wrong_unit", "other + 1", "other - 1"): "test_a_critical_call_to_a_wrong_unit",
    slip("wrong_unit", "other + 1", "other"): "test_a_critical_call_to_a_wrong_unit",
    slip("wrong_unit", "units - 1", "units + 1"): "test_right_by_confidence_or_to_any_other_unit",
    slip("wrong_unit", "units - 1", "units"): "test_right_by_confidence_or_to_any_other_unit",
    slip(
        "waits_for", "OUTSIDE if at_unit == CREW and not needs_crew else at_unit", "OUTSIDE"
    ): "test_what_is_left_of_an_outside_delay",
    slip(
        "waits_for", "OUTSIDE if at_unit == CREW and not needs_crew else at_unit", "at_unit"
    ): "test_a_unit_without_a_crew_keeps_tickets_outside",
    slip(
        "waits_for", "at_unit == CREW and not needs_crew", "at_unit == CREW or not needs_crew"
    ): "test_what_is_left_of_an_outside_delay",
    slip(
        "waits_for", "at_unit == CREW and not needs_crew", "not needs_crew"
    ): "test_a_unit_without_a_crew_keeps_tickets_outside",
    slip(
        "waits_for", "at_unit == CREW and not needs_crew", "at_unit == CREW"
    ): "test_what_had_begun_begins_anew_after_a_reopening",
    slip("waits_for", "at_unit == CREW", "at_unit != CREW"): "test_nothing_is_left_where_there_is_no_delay",
    slip("waits_for", "not needs_crew", "needs_crew"): "test_what_is_left_of_an_outside_delay",
    slip(
        "had_begun", "handling == 0 and at_unit == step", "handling == 0 or at_unit == step"
    ): "test_ages_in_the_units_hours",
    slip(
        "had_begun", "handling == 0 and at_unit == step", "at_unit == step"
    ): "test_what_had_begun_begins_anew_after_a_reopening",
    slip("had_begun", "handling == 0 and at_unit == step", "handling == 0"): "test_what_is_left_of_an_outside_delay",
    slip("had_begun", "handling == 0", "handling != 0"): "test_the_deadline_stood_still_before_the_start",
    slip("had_begun", "at_unit == step", "at_unit != step"): "test_open_at_several_units",
    slip("class_of_work", "0 if in_hand else stands", "0"): "test_what_is_left_of_an_outside_delay",
    slip("class_of_work", "0 if in_hand else stands", "stands"): "test_a_crew_goes_on_with_what_it_has_in_hand",
    slip(
        "tries_once_more", "not reached and tries < most_tries", "not reached or tries < most_tries"
    ): "test_a_single_try",
    slip("tries_once_more", "not reached and tries < most_tries", "tries < most_tries"): "test_backlog_at_every_stage",
    slip("tries_once_more", "not reached and tries < most_tries", "not reached"): "test_a_single_try",
    slip("tries_once_more", "not reached", "reached"): "test_backlog_at_every_stage",
    slip("tries_once_more", "tries < most_tries", "tries <= most_tries"): "test_a_single_try",
    slip("tries_once_more", "tries < most_tries", "tries > most_tries"): "test_citizens_who_are_not_reached",
    slip(
        "was_in_time", "due_us == NOT_YET or closed_us <= due_us", "due_us == NOT_YET and closed_us <= due_us"
    ): "test_satisfied_in_time",
    slip("was_in_time", "due_us == NOT_YET or closed_us <= due_us", "closed_us <= due_us"): "test_satisfied_in_time",
    slip("was_in_time", "due_us == NOT_YET or closed_us <= due_us", "due_us == NOT_YET"): "test_satisfied_in_time",
    slip("was_in_time", "due_us == NOT_YET", "due_us != NOT_YET"): "test_satisfied_in_time",
    slip("was_in_time", "closed_us <= due_us", "closed_us < due_us"): "test_satisfied_in_time",
    slip("was_in_time", "closed_us <= due_us", "closed_us >= due_us"): "test_satisfied_in_time",
    slip("day_share_at", "len(up_to) - 1", "len(up_to) + 1"): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip("day_share_at", "len(up_to) - 1", "len(up_to)"): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "day_share_at", "min(int(place), slots - 1)", "max(int(place), slots - 1)"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip("day_share_at", "min(int(place), slots - 1)", "slots - 1"): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "day_share_at",
        "up_to[slot] + (place - slot) * (up_to[slot + 1] - up_to[slot])",
        "up_to[slot] - (place - slot) * (up_to[slot + 1] - up_to[slot])",
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "day_share_at", "up_to[slot] + (place - slot) * (up_to[slot + 1] - up_to[slot])", "up_to[slot]"
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "day_share_at", "instant_us - midnight_us", "instant_us + midnight_us"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip("day_share_at", "instant_us - midnight_us", "instant_us"): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "day_share_at", "next_midnight_us - midnight_us", "next_midnight_us + midnight_us"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "day_share_at", "next_midnight_us - midnight_us", "next_midnight_us"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip("day_share_at", "place - slot", "place + slot"): "test_chase_ups_on_the_profile_of_the_day",
    slip("day_share_at", "place - slot", "place"): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "day_share_at", "up_to[slot + 1] - up_to[slot]", "up_to[slot + 1] + up_to[slot]"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "day_share_at", "up_to[slot + 1] - up_to[slot]", "up_to[slot + 1]"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip("day_share_at", "slot + 1", "slot - 1"): "test_chase_ups_on_the_profile_of_the_day",
    slip("day_share_at", "slot + 1", "slot"): "test_chase_ups_on_the_profile_of_the_day",
    slip("instant_in_day", "len(up_to) - 1", "len(up_to) + 1"): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip("instant_in_day", "len(up_to) - 1", "len(up_to)"): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "instant_in_day", "slot < slots - 1 and up_to[slot + 1] < share", "slot < slots - 1 or up_to[slot + 1] < share"
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "instant_in_day", "slot < slots - 1 and up_to[slot + 1] < share", "slot < slots - 1"
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "instant_in_day", "up_to[slot + 1] - up_to[slot]", "up_to[slot + 1] + up_to[slot]"
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "instant_in_day", "up_to[slot + 1] - up_to[slot]", "up_to[slot + 1]"
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "instant_in_day", "(share - up_to[slot]) / step if step > 0.0 else 0.0", "0.0"
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "instant_in_day",
        "midnight_us + int((slot + min(max(within, 0.0), 1.0)) / slots * (next_midnight_us - midnight_us))",
        "midnight_us - int((slot + min(max(within, 0.0), 1.0)) / slots * (next_midnight_us - midnight_us))",
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip(
        "instant_in_day",
        "midnight_us + int((slot + min(max(within, 0.0), 1.0)) / slots * (next_midnight_us - midnight_us))",
        "midnight_us",
    ): "test_chase_ups_end_with_the_closure_and_begin_again",
    slip("instant_in_day", "slot < slots - 1", "slot > slots - 1"): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "instant_in_day", "up_to[slot + 1] < share", "up_to[slot + 1] > share"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip("instant_in_day", "step > 0.0", "step < 0.0"): "test_chase_ups_on_the_profile_of_the_day",
    slip("instant_in_day", "slot + 1", "slot - 1"): "test_chase_ups_on_the_profile_of_the_day",
    slip("instant_in_day", "slot + 1", "slot"): "test_chase_ups_on_the_profile_of_the_day",
    slip("instant_in_day", "share - up_to[slot]", "share + up_to[slot]"): "test_chase_ups_on_the_profile_of_the_day",
    slip("instant_in_day", "share - up_to[slot]", "share"): "test_chase_ups_on_the_profile_of_the_day",
    slip("instant_in_day", "slot + 1", "slot - 1", 1): "test_chase_ups_on_the_profile_of_the_day",
    slip("instant_in_day", "slot + 1", "slot", 1): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "instant_in_day", "next_midnight_us - midnight_us", "next_midnight_us + midnight_us"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "instant_in_day", "next_midnight_us - midnight_us", "next_midnight_us"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "instant_in_day", "slot + min(max(within, 0.0), 1.0)", "slot - min(max(within, 0.0), 1.0)"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip("instant_in_day", "slot + min(max(within, 0.0), 1.0)", "slot"): "test_chase_ups_on_the_profile_of_the_day",
    slip(
        "instant_in_day", "min(max(within, 0.0), 1.0)", "max(max(within, 0.0), 1.0)"
    ): "test_chase_ups_on_the_profile_of_the_day",
    slip("instant_in_day", "min(max(within, 0.0), 1.0)", "1.0"): "test_chase_ups_on_the_profile_of_the_day",
    slip("instant_in_day", "max(within, 0.0)", "min(within, 0.0)"): "test_chase_ups_on_the_profile_of_the_day",
    slip("instant_in_day", "max(within, 0.0)", "0.0"): "test_chase_ups_on_the_profile_of_the_day",
}
"""The world that fails when the rule is so flipped."""

ROUNDING = "a number below 1 times a count is below it, but for rounding, which no draw of a small count meets"
WHOLE_DAY = "the last share of a day is 1, above every share asked for"
EDGE = "no draw falls just on the edge of two slots"
SOME_ARE_THERE = "a share above 0 lies in a slot in which somebody calls"

EQUIVALENT: dict[Fault, str] = {
    slip("wrong_unit", "min(int(u * (units - 1)), units - 2)", "int(u * (units - 1))"): ROUNDING,
    slip("wrong_unit", "units - 2", "units + 2"): ROUNDING,
    slip("wrong_unit", "units - 2", "units"): ROUNDING,
    slip("day_share_at", "min(int(place), slots - 1)", "int(place)"): ROUNDING,
    slip("day_share_at", "slots - 1", "slots + 1"): ROUNDING,
    slip("day_share_at", "slots - 1", "slots"): ROUNDING,
    slip("instant_in_day", "slot < slots - 1 and up_to[slot + 1] < share", "up_to[slot + 1] < share"): WHOLE_DAY,
    slip(
        "instant_in_day", "(share - up_to[slot]) / step if step > 0.0 else 0.0", "(share - up_to[slot]) / step"
    ): SOME_ARE_THERE,
    slip("instant_in_day", "slot < slots - 1", "slot <= slots - 1"): WHOLE_DAY,
    slip("instant_in_day", "up_to[slot + 1] < share", "up_to[slot + 1] <= share"): EDGE,
    slip("instant_in_day", "step > 0.0", "step >= 0.0"): SOME_ARE_THERE,
    slip("instant_in_day", "slots - 1", "slots + 1"): WHOLE_DAY,
    slip("instant_in_day", "slots - 1", "slots"): WHOLE_DAY,
    slip("instant_in_day", "min(max(within, 0.0), 1.0)", "max(within, 0.0)"): ROUNDING,
    slip("instant_in_day", "max(within, 0.0)", "within"): ROUNDING,
}
"""Slips that no log can show, and why."""
