"""Which hand-worked world notices which slip of a rule; and the slips that change nothing, with the reason.

Each line is a rule, an expression of it before and after, and the world (a test of every engine's contract) that fails.
"""

from __future__ import annotations

from .flipping import Fault, slip

KILLERS: dict[Fault, str] = {
    slip("standing", "ageing_us <= 0", "ageing_us < 0"): "test_first_come_first_served",
    slip("standing", "ageing_us <= 0", "ageing_us >= 0"): "test_ageing",
    slip(
        "standing",
        "max(top_class, base_class - waited_us // ageing_us)",
        "min(top_class, base_class - waited_us // ageing_us)",
    ): "test_ageing",
    slip("standing", "max(top_class, base_class - waited_us // ageing_us)", "top_class"): "test_ageing",
    slip(
        "standing", "max(top_class, base_class - waited_us // ageing_us)", "base_class - waited_us // ageing_us"
    ): "test_ageing",
    slip("standing", "base_class - waited_us // ageing_us", "base_class + waited_us // ageing_us"): "test_ageing",
    slip("standing", "base_class - waited_us // ageing_us", "base_class"): "test_ageing",
    slip(
        "may_take",
        "preference >= 0 and waited_us >= overflow_us and (idle > reserve)",
        "preference >= 0 or waited_us >= overflow_us or idle > reserve",
    ): "test_overflow",
    slip(
        "may_take",
        "preference >= 0 and waited_us >= overflow_us and (idle > reserve)",
        "preference >= 0 and idle > reserve",
    ): "test_overflow",
    slip(
        "may_take",
        "preference >= 0 and waited_us >= overflow_us and (idle > reserve)",
        "preference >= 0 and waited_us >= overflow_us",
    ): "test_reserve",
    slip("may_take", "preference >= 0", "preference > 0"): "test_first_come_first_served",
    slip("may_take", "preference >= 0", "preference <= 0"): "test_a_message_in_hand_is_finished",
    slip("may_take", "waited_us >= overflow_us", "waited_us > overflow_us"): "test_a_message_in_hand_is_finished",
    slip("may_take", "waited_us >= overflow_us", "waited_us <= overflow_us"): "test_absence",
    slip("may_take", "idle > reserve", "idle >= reserve"): "test_reserve",
    slip("may_take", "idle > reserve", "idle < reserve"): "test_first_come_first_served",
    slip("goes_before", "class_a != class_b", "class_a == class_b"): "test_priority_classes",
    slip("goes_before", "queued_a_us != queued_b_us", "queued_a_us == queued_b_us"): "test_ageing",
    slip("goes_before", "id_a < id_b", "id_a > id_b"): "test_ageing",
    slip("goes_before", "class_a < class_b", "class_a > class_b"): "test_priority_classes",
    slip("goes_before", "queued_a_us < queued_b_us", "queued_a_us > queued_b_us"): "test_overflow",
    slip(
        "serves_before", "preference_a != preference_b", "preference_a == preference_b"
    ): "test_longest_idle_of_two_groups",
    slip(
        "serves_before", "idle_since_a_us != idle_since_b_us", "idle_since_a_us == idle_since_b_us"
    ): "test_longest_idle_of_two_groups",
    slip("serves_before", "id_a < id_b", "id_a > id_b"): "test_longest_idle_of_two_groups",
    slip(
        "serves_before", "preference_a < preference_b", "preference_a > preference_b"
    ): "test_preference_before_idleness",
    slip(
        "serves_before", "idle_since_a_us < idle_since_b_us", "idle_since_a_us > idle_since_b_us"
    ): "test_longest_idle_of_two_groups",
    slip("is_blocked", "trunks > 0 and taken >= trunks", "trunks > 0 or taken >= trunks"): "test_trunks",
    slip("is_blocked", "trunks > 0 and taken >= trunks", "taken >= trunks"): "test_first_come_first_served",
    slip(
        "is_blocked", "trunks > 0 and taken >= trunks", "trunks > 0"
    ): "test_patience_ends_after_the_arrivals_of_its_instant",
    slip("is_blocked", "trunks > 0", "trunks >= 0"): "test_first_come_first_served",
    slip("is_blocked", "trunks > 0", "trunks < 0"): "test_patience_ends_after_the_arrivals_of_its_instant",
    slip("is_blocked", "taken >= trunks", "taken > trunks"): "test_patience_ends_after_the_arrivals_of_its_instant",
    slip("is_blocked", "taken >= trunks", "taken <= trunks"): "test_patience_ends_after_the_arrivals_of_its_instant",
    slip(
        "lasts_as_recorded",
        "recorded_us != NOT_YET and channel == own_channel",
        "recorded_us != NOT_YET or channel == own_channel",
    ): "test_talks_of_the_file_hold_and_others_are_drawn",
    slip(
        "lasts_as_recorded", "recorded_us != NOT_YET and channel == own_channel", "channel == own_channel"
    ): "test_talks_of_the_file_hold_and_others_are_drawn",
    slip(
        "lasts_as_recorded", "recorded_us != NOT_YET and channel == own_channel", "recorded_us != NOT_YET"
    ): "test_who_writes_instead_of_calling_again_has_no_talk",
    slip(
        "lasts_as_recorded", "recorded_us != NOT_YET", "recorded_us == NOT_YET"
    ): "test_talks_of_the_file_hold_and_others_are_drawn",
    slip(
        "lasts_as_recorded", "channel == own_channel", "channel != own_channel"
    ): "test_talks_of_the_file_hold_and_others_are_drawn",
    slip(
        "recorded_at_pace_us", "whole_us(recorded_us / pace) if recorded_us > 0 else 0", "whole_us(recorded_us / pace)"
    ): "test_wrap_ups_of_the_file_hold_and_none_is_none",
    slip(
        "recorded_at_pace_us", "whole_us(recorded_us / pace) if recorded_us > 0 else 0", "0"
    ): "test_talks_of_the_file_hold_and_others_are_drawn",
    slip(
        "recorded_at_pace_us", "recorded_us > 0", "recorded_us >= 0"
    ): "test_wrap_ups_of_the_file_hold_and_none_is_none",
    slip(
        "recorded_at_pace_us", "recorded_us > 0", "recorded_us < 0"
    ): "test_wrap_ups_of_the_file_hold_and_none_is_none",
    slip("happens", "u < share", "u <= share"): "test_a_chance_just_met",
    slip("happens", "u < share", "u > share"): "test_a_chance_just_met",
    slip(
        "step_that_holds", "max(place_in(from_us, at_us) - 1, 0)", "min(place_in(from_us, at_us) - 1, 0)"
    ): "test_work_changes_from_a_date_on",
    slip("step_that_holds", "max(place_in(from_us, at_us) - 1, 0)", "0"): "test_work_changes_from_a_date_on",
    slip(
        "step_that_holds", "place_in(from_us, at_us) - 1", "place_in(from_us, at_us) + 1"
    ): "test_work_changes_from_a_date_on",
    slip(
        "step_that_holds", "place_in(from_us, at_us) - 1", "place_in(from_us, at_us)"
    ): "test_work_changes_from_a_date_on",
    slip("turned_away_as", "BLOCKED if line_is_open else CLOSED", "BLOCKED"): "test_a_line_open_round_the_clock",
    slip(
        "turned_away_as", "BLOCKED if line_is_open else CLOSED", "CLOSED"
    ): "test_patience_ends_after_the_arrivals_of_its_instant",
    slip("share_calling_again", "outcome == ABANDONED", "outcome != ABANDONED"): "test_a_chance_just_met",
    slip(
        "share_calling_again", "after_block if outcome == BLOCKED else 0.0", "after_block"
    ): "test_those_waiting_at_close_stay",
    slip(
        "share_calling_again", "after_block if outcome == BLOCKED else 0.0", "0.0"
    ): "test_who_writes_instead_of_calling_again_has_no_talk",
    slip("share_calling_again", "outcome == BLOCKED", "outcome != BLOCKED"): "test_those_waiting_at_close_stay",
    slip("may_try_again", "attempt + 1 < max_tries", "attempt + 1 <= max_tries"): "test_a_chance_just_met",
    slip("may_try_again", "attempt + 1 < max_tries", "attempt + 1 > max_tries"): "test_a_chance_just_met",
    slip("may_try_again", "attempt + 1", "attempt - 1"): "test_a_chance_just_met",
    slip("may_try_again", "attempt + 1", "attempt"): "test_a_chance_just_met",
    slip("next_poll_us", "poll_us <= 0", "poll_us < 0"): "test_a_message_in_hand_is_finished",
    slip("next_poll_us", "poll_us <= 0", "poll_us >= 0"): "test_polls_of_the_second_day",
    slip(
        "next_poll_us", "-(-(arrived_us - midnight_us) // poll_us)", "-(arrived_us - midnight_us) // poll_us"
    ): "test_polls_of_the_second_day",
    slip(
        "next_poll_us",
        "min(midnight_us + polls * poll_us, next_midnight_us)",
        "max(midnight_us + polls * poll_us, next_midnight_us)",
    ): "test_polls_of_the_second_day",
    slip(
        "next_poll_us", "min(midnight_us + polls * poll_us, next_midnight_us)", "midnight_us + polls * poll_us"
    ): "test_polls_of_the_second_day",
    slip(
        "next_poll_us", "min(midnight_us + polls * poll_us, next_midnight_us)", "next_midnight_us"
    ): "test_polls_of_the_second_day",
    slip(
        "next_poll_us", "midnight_us + polls * poll_us", "midnight_us - polls * poll_us"
    ): "test_polls_of_the_second_day",
    slip("next_poll_us", "midnight_us + polls * poll_us", "midnight_us"): "test_polls_of_the_second_day",
    slip("next_poll_us", "-(arrived_us - midnight_us)", "arrived_us - midnight_us"): "test_polls_of_the_second_day",
    slip("next_poll_us", "arrived_us - midnight_us", "arrived_us + midnight_us"): "test_polls_of_the_second_day",
    slip("next_poll_us", "arrived_us - midnight_us", "arrived_us"): "test_polls_of_the_second_day",
    slip(
        "is_put_down",
        "puts_down and may_be and (not in_wrap_up) and (left_us > 0)",
        "puts_down or may_be or (not in_wrap_up) or (left_us > 0)",
    ): "test_a_message_in_hand_is_finished",
    slip(
        "is_put_down",
        "puts_down and may_be and (not in_wrap_up) and (left_us > 0)",
        "may_be and (not in_wrap_up) and (left_us > 0)",
    ): "test_a_message_in_hand_is_finished",
    slip(
        "is_put_down",
        "puts_down and may_be and (not in_wrap_up) and (left_us > 0)",
        "puts_down and (not in_wrap_up) and (left_us > 0)",
    ): "test_messages_are_put_down_and_resumed_first",
    slip(
        "is_put_down",
        "puts_down and may_be and (not in_wrap_up) and (left_us > 0)",
        "puts_down and may_be and (left_us > 0)",
    ): "test_what_ends_with_the_shift_is_not_put_down",
    slip(
        "is_put_down",
        "puts_down and may_be and (not in_wrap_up) and (left_us > 0)",
        "puts_down and may_be and (not in_wrap_up)",
    ): "test_a_message_that_ends_with_the_shift",
    slip("is_put_down", "not in_wrap_up", "in_wrap_up"): "test_what_ends_with_the_shift_is_not_put_down",
    slip("is_put_down", "left_us > 0", "left_us >= 0"): "test_a_message_that_ends_with_the_shift",
    slip("is_put_down", "left_us > 0", "left_us < 0"): "test_what_ends_with_the_shift_is_not_put_down",
    slip(
        "rest_us", "min(length_us, shift_end_us - now_us)", "max(length_us, shift_end_us - now_us)"
    ): "test_a_break_of_the_shift_replaces_the_groups",
    slip("rest_us", "min(length_us, shift_end_us - now_us)", "length_us"): "test_a_cut_break_does_not_end_the_next_one",
    slip(
        "rest_us", "min(length_us, shift_end_us - now_us)", "shift_end_us - now_us"
    ): "test_a_break_of_the_shift_replaces_the_groups",
    slip("rest_us", "shift_end_us - now_us", "shift_end_us + now_us"): "test_a_cut_break_does_not_end_the_next_one",
    slip("rest_us", "shift_end_us - now_us", "shift_end_us"): "test_a_cut_break_does_not_end_the_next_one",
    slip(
        "may_go_on_break", "away < most_away and now_us < shift_end_us", "away < most_away or now_us < shift_end_us"
    ): "test_never_more_than_a_wave_is_away",
    slip(
        "may_go_on_break", "away < most_away and now_us < shift_end_us", "away < most_away"
    ): "test_a_turn_that_does_not_come_is_lost",
    slip(
        "may_go_on_break", "away < most_away and now_us < shift_end_us", "now_us < shift_end_us"
    ): "test_never_more_than_a_wave_is_away",
    slip("may_go_on_break", "away < most_away", "away <= most_away"): "test_never_more_than_a_wave_is_away",
    slip("may_go_on_break", "away < most_away", "away > most_away"): "test_breaks_are_taken_in_turn",
    slip(
        "may_go_on_break", "now_us < shift_end_us", "now_us <= shift_end_us"
    ): "test_a_turn_that_does_not_come_is_lost",
    slip("may_go_on_break", "now_us < shift_end_us", "now_us > shift_end_us"): "test_breaks_are_taken_in_turn",
    slip(
        "is_cleared_at_close", "clear_at_close and (not deferred)", "clear_at_close or not deferred"
    ): "test_those_waiting_at_close_stay",
    slip(
        "is_cleared_at_close", "clear_at_close and (not deferred)", "not deferred"
    ): "test_those_waiting_at_close_stay",
    slip(
        "is_cleared_at_close", "clear_at_close and (not deferred)", "clear_at_close"
    ): "test_the_line_is_cleared_at_close",
    slip("is_cleared_at_close", "not deferred", "deferred"): "test_a_line_open_round_the_clock",
}
"""The world that fails when the rule is so flipped."""

DECIDED_BEFORE = "equal values have been told apart by the comparison before"
NEVER_ITSELF = "two contacts, or two people, never have the same number"
LISTED = "the model lists for each line only the groups that have the skill, so the rule is never asked about others"

EQUIVALENT: dict[Fault, str] = {
    slip(
        "may_take",
        "preference >= 0 and waited_us >= overflow_us and (idle > reserve)",
        "waited_us >= overflow_us and idle > reserve",
    ): LISTED,
    slip("goes_before", "id_a < id_b", "id_a <= id_b"): NEVER_ITSELF,
    slip("goes_before", "class_a < class_b", "class_a <= class_b"): DECIDED_BEFORE,
    slip("goes_before", "queued_a_us < queued_b_us", "queued_a_us <= queued_b_us"): DECIDED_BEFORE,
    slip("serves_before", "id_a < id_b", "id_a <= id_b"): NEVER_ITSELF,
    slip("serves_before", "preference_a < preference_b", "preference_a <= preference_b"): DECIDED_BEFORE,
    slip("serves_before", "idle_since_a_us < idle_since_b_us", "idle_since_a_us <= idle_since_b_us"): NEVER_ITSELF,
}
"""Slips that no log can show, and why."""
