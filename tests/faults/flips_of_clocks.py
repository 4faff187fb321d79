"""Which test of the clocks or names, or which world, notices which slip of theirs; and those that change nothing.

A test is one of `tests/rules`, unless it is a world of the engines.
"""

from __future__ import annotations

from .flipping import Fault, slip

KILLERS: dict[Fault, str] = {
    slip("place_in", "low < high", "low <= high"): "test_an_office_open_over_the_change_of_clocks",
    slip("place_in", "low < high", "low > high"): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "place_in", "instants[middle] <= t", "instants[middle] < t"
    ): "test_an_office_that_never_closes_counts_calendar_time",
    slip("place_in", "instants[middle] <= t", "instants[middle] >= t"): "test_an_office_open_over_the_change_of_clocks",
    slip("place_in", "low + high", "low - high"): "test_an_office_open_over_the_change_of_clocks",
    slip("place_in", "low + high", "low"): "test_an_office_that_never_closes_counts_calendar_time",
    slip("place_in", "middle + 1", "middle - 1"): "test_an_office_open_over_the_change_of_clocks",
    slip("place_in", "middle + 1", "middle"): "test_an_office_open_over_the_change_of_clocks",
    slip("entry_or_far", "place >= len(instants)", "place > len(instants)"): "test_places",
    slip(
        "entry_or_far", "place >= len(instants)", "place <= len(instants)"
    ): "test_an_office_that_never_closes_counts_calendar_time",
    slip("entry_or_far", "max(place, 0)", "min(place, 0)"): "test_an_office_that_never_closes_counts_calendar_time",
    slip("entry_or_far", "max(place, 0)", "place"): "test_places",
    slip("entry_or_far", "max(place, 0)", "0"): "test_an_office_that_never_closes_counts_calendar_time",
    slip(
        "open_time_us", "place_in(open_us, t) - 1", "place_in(open_us, t) + 1"
    ): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "open_time_us", "place_in(open_us, t) - 1", "place_in(open_us, t)"
    ): "test_an_office_open_over_the_change_of_clocks",
    slip("open_time_us", "spell < 0", "spell <= 0"): "test_an_office_open_over_the_change_of_clocks",
    slip("open_time_us", "spell < 0", "spell > 0"): "test_before_the_first_opening",
    slip(
        "open_time_us",
        "before_us[spell] + min(t, close_us[spell]) - open_us[spell]",
        "before_us[spell] + min(t, close_us[spell]) + open_us[spell]",
    ): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "open_time_us",
        "before_us[spell] + min(t, close_us[spell]) - open_us[spell]",
        "before_us[spell] + min(t, close_us[spell])",
    ): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "open_time_us", "before_us[spell] + min(t, close_us[spell])", "before_us[spell] - min(t, close_us[spell])"
    ): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "open_time_us", "before_us[spell] + min(t, close_us[spell])", "before_us[spell]"
    ): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "open_time_us", "min(t, close_us[spell])", "max(t, close_us[spell])"
    ): "test_an_office_open_over_the_change_of_clocks",
    slip("open_time_us", "min(t, close_us[spell])", "t"): "test_before_the_first_opening",
    slip("open_time_us", "min(t, close_us[spell])", "close_us[spell]"): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "instant_of", "max(place_in(before_us, total - 1) - 1, 0)", "min(place_in(before_us, total - 1) - 1, 0)"
    ): "test_before_the_first_opening",
    slip(
        "instant_of", "max(place_in(before_us, total - 1) - 1, 0)", "place_in(before_us, total - 1) - 1"
    ): "test_before_the_first_opening",
    slip("instant_of", "max(place_in(before_us, total - 1) - 1, 0)", "0"): "test_before_the_first_opening",
    slip("instant_of", "spell >= len(open_us)", "spell > len(open_us)"): "test_what_never_comes_is_far",
    slip(
        "instant_of", "spell >= len(open_us)", "spell <= len(open_us)"
    ): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "instant_of",
        "open_us[spell] + max(total - before_us[spell], 0)",
        "open_us[spell] - max(total - before_us[spell], 0)",
    ): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "instant_of", "open_us[spell] + max(total - before_us[spell], 0)", "open_us[spell]"
    ): "test_an_office_open_over_the_change_of_clocks",
    slip("instant_of", "reached if reached <= close_us[spell] else FAR", "reached"): "test_before_the_first_opening",
    slip(
        "instant_of", "reached if reached <= close_us[spell] else FAR", "FAR"
    ): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "instant_of", "place_in(before_us, total - 1) - 1", "place_in(before_us, total - 1) + 1"
    ): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "instant_of", "place_in(before_us, total - 1) - 1", "place_in(before_us, total - 1)"
    ): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "instant_of", "max(total - before_us[spell], 0)", "min(total - before_us[spell], 0)"
    ): "test_an_office_open_over_the_change_of_clocks",
    slip("instant_of", "max(total - before_us[spell], 0)", "total - before_us[spell]"): "test_before_the_first_opening",
    slip("instant_of", "max(total - before_us[spell], 0)", "0"): "test_an_office_open_over_the_change_of_clocks",
    slip("instant_of", "reached <= close_us[spell]", "reached < close_us[spell]"): "test_before_the_first_opening",
    slip(
        "instant_of", "reached <= close_us[spell]", "reached >= close_us[spell]"
    ): "test_an_office_open_over_the_change_of_clocks",
    slip("instant_of", "total - before_us[spell]", "total + before_us[spell]"): "test_before_the_first_opening",
    slip("instant_of", "total - before_us[spell]", "total"): "test_before_the_first_opening",
    slip("instant_of", "total - 1", "total + 1"): "test_before_the_first_opening",
    slip("instant_of", "total - 1", "total"): "test_before_the_first_opening",
    slip("after_open_us", "length <= 0", "length < 0"): "test_nothing_to_wait_for",
    slip("after_open_us", "length <= 0", "length >= 0"): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "after_open_us",
        "open_time_us(open_us, close_us, before_us, start) + length",
        "open_time_us(open_us, close_us, before_us, start) - length",
    ): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "after_open_us",
        "open_time_us(open_us, close_us, before_us, start) + length",
        "open_time_us(open_us, close_us, before_us, start)",
    ): "test_an_office_open_over_the_change_of_clocks",
    slip("due_us", "clock == CALENDAR", "clock != CALENDAR"): "test_an_office_that_never_closes_counts_calendar_time",
    slip("due_us", "clock == WORKING_HOURS", "clock != WORKING_HOURS"): "test_an_office_open_over_the_change_of_clocks",
    slip(
        "due_us", "clock == WORKING_DAYS", "clock != WORKING_DAYS"
    ): "test_an_office_that_never_closes_counts_calendar_time",
    slip("due_us", "clock == SAME_DAY", "clock != SAME_DAY"): "test_moved_clocks",
    slip("due_us", "start + amount", "start - amount"): "test_calendar_time",
    slip("due_us", "start + amount", "start"): "test_calendar_time",
    slip(
        "due_us", "place_in(closing_day_us, start) + amount - 1", "place_in(closing_day_us, start) + amount + 1"
    ): "test_an_office_that_never_closes_counts_calendar_time",
    slip(
        "due_us", "place_in(closing_day_us, start) + amount - 1", "place_in(closing_day_us, start) + amount"
    ): "test_an_office_that_never_closes_counts_calendar_time",
    slip(
        "due_us", "place_in(closing_day_us, start) + amount", "place_in(closing_day_us, start) - amount"
    ): "test_an_office_that_never_closes_counts_calendar_time",
    slip(
        "due_us", "place_in(closing_day_us, start) + amount", "place_in(closing_day_us, start)"
    ): "test_an_office_that_never_closes_counts_calendar_time",
    slip("due_if_known_us", "due if due < FAR else NOT_YET", "due"): "test_due_if_known",
    slip("due_if_known_us", "due if due < FAR else NOT_YET", "NOT_YET"): "test_due_if_known",
    slip("due_if_known_us", "due < FAR", "due <= FAR"): "test_due_if_known",
    slip("due_if_known_us", "due < FAR", "due > FAR"): "test_due_if_known",
    slip("clock_length_us", "clock == WORKING_HOURS", "clock != WORKING_HOURS"): "test_lengths",
    slip("clock_length_us", "due - start", "due + start"): "test_lengths",
    slip("clock_length_us", "due - start", "due"): "test_lengths",
    slip(
        "clock_length_us",
        "open_time_us(open_us, close_us, before_us, due) - open_time_us(open_us, close_us, before_us, start)",
        "open_time_us(open_us, close_us, before_us, due) + open_time_us(open_us, close_us, before_us, start)",
    ): "test_lengths",
    slip(
        "clock_length_us",
        "open_time_us(open_us, close_us, before_us, due) - open_time_us(open_us, close_us, before_us, start)",
        "open_time_us(open_us, close_us, before_us, due)",
    ): "test_lengths",
    slip("moved_due_us", "due >= FAR", "due > FAR"): "test_what_never_comes_is_far",
    slip("moved_due_us", "due >= FAR", "due <= FAR"): "test_moved_due",
    slip("moved_due_us", "clock == CALENDAR", "clock != CALENDAR"): "test_moved_due",
    slip("moved_due_us", "clock == WORKING_HOURS", "clock != WORKING_HOURS"): "test_moved_due",
    slip("moved_due_us", "clock == WORKING_DAYS", "clock != WORKING_DAYS"): "test_moved_due",
    slip("moved_due_us", "due + resumed_at - paused_from", "due + resumed_at + paused_from"): "test_moved_due",
    slip("moved_due_us", "due + resumed_at - paused_from", "due + resumed_at"): "test_moved_due",
    slip(
        "moved_due_us",
        "place_in(closing_day_us, resumed_at) - place_in(closing_day_us, paused_from)",
        "place_in(closing_day_us, resumed_at) + place_in(closing_day_us, paused_from)",
    ): "test_moved_due",
    slip(
        "moved_due_us",
        "place_in(closing_day_us, resumed_at) - place_in(closing_day_us, paused_from)",
        "place_in(closing_day_us, resumed_at)",
    ): "test_moved_due",
    slip("moved_due_us", "days <= 0", "days < 0"): "test_a_pause_of_a_due_time_in_the_middle_of_a_day",
    slip("moved_due_us", "days <= 0", "days >= 0"): "test_moved_due",
    slip("moved_due_us", "due + resumed_at", "due - resumed_at"): "test_moved_due",
    slip("moved_due_us", "due + resumed_at", "due"): "test_moved_due",
    slip(
        "moved_due_us",
        "_open_day_of(due, closing_us, closing_day_us) + days",
        "_open_day_of(due, closing_us, closing_day_us) - days",
    ): "test_moved_due",
    slip(
        "moved_due_us",
        "_open_day_of(due, closing_us, closing_day_us) + days",
        "_open_day_of(due, closing_us, closing_day_us)",
    ): "test_moved_due",
    slip(
        "_open_day_of", "closed > 0 and closing_us[closed - 1] == due", "closed > 0 or closing_us[closed - 1] == due"
    ): "test_moved_due",
    slip("_open_day_of", "closed > 0 and closing_us[closed - 1] == due", "closed > 0"): "test_moved_due",
    slip(
        "_open_day_of", "place_in(closing_day_us, due - 1) - 1", "place_in(closing_day_us, due - 1) + 1"
    ): "test_moved_due",
    slip(
        "_open_day_of", "place_in(closing_day_us, due - 1) - 1", "place_in(closing_day_us, due - 1)"
    ): "test_moved_due",
    slip("_open_day_of", "closed > 0", "closed < 0"): "test_overnight_office",
    slip("_open_day_of", "closing_us[closed - 1] == due", "closing_us[closed - 1] != due"): "test_moved_due",
    slip("_open_day_of", "closed - 1", "closed + 1"): "test_moved_due",
    slip("_open_day_of", "closed - 1", "closed"): "test_moved_due",
    slip("_open_day_of", "due - 1", "due + 1"): "test_moved_due",
    slip("_open_day_of", "due - 1", "due"): "test_moved_due",
    slip("_open_day_of", "closed - 1", "closed + 1", 1): "test_overnight_office",
    slip("_open_day_of", "closed - 1", "closed", 1): "test_overnight_office",
    slip("reminder_us", "due >= FAR", "due > FAR"): "test_what_never_comes_is_far",
    slip("reminder_us", "due >= FAR", "due <= FAR"): "test_reminders",
    slip(
        "reminder_us", "length_us - int(share * length_us + 0.5)", "length_us + int(share * length_us + 0.5)"
    ): "test_reminders",
    slip("reminder_us", "length_us - int(share * length_us + 0.5)", "length_us"): "test_reminders",
    slip("reminder_us", "left <= 0", "left < 0"): "test_a_walk_minute_by_minute",
    slip("reminder_us", "left <= 0", "left >= 0"): "test_reminders",
    slip("reminder_us", "clock == WORKING_HOURS", "clock != WORKING_HOURS"): "test_reminders",
    slip("reminder_us", "due - left", "due + left"): "test_reminders",
    slip("reminder_us", "due - left", "due"): "test_reminders",
    slip("reminder_us", "share * length_us + 0.5", "share * length_us - 0.5"): "test_reminders",
    slip("reminder_us", "share * length_us + 0.5", "share * length_us"): "test_a_walk_minute_by_minute",
    slip(
        "reminder_us",
        "open_time_us(open_us, close_us, before_us, due) - left",
        "open_time_us(open_us, close_us, before_us, due) + left",
    ): "test_reminders",
    slip(
        "reminder_us",
        "open_time_us(open_us, close_us, before_us, due) - left",
        "open_time_us(open_us, close_us, before_us, due)",
    ): "test_reminders",
    slip("parts_of_task", "name & 65535", "name | 65535"): "test_parts_of_task",
    slip("parts_of_task", "name & 65535", "name"): "test_parts_of_task",
    slip("parts_of_task", "name >> 16 & 15", "name >> 16 | 15"): "test_parts_of_task",
    slip("parts_of_task", "name >> 16 & 15", "name >> 16"): "test_parts_of_task",
    slip("parts_of_task", "name >> 20 & 15", "name >> 20 | 15"): "test_parts_of_task",
    slip("parts_of_task", "name >> 20 & 15", "name >> 20"): "test_parts_of_task",
    slip("parts_of_task", "name >> 24 & 4095", "name >> 24 | 4095"): "test_parts_of_task",
    slip("parts_of_task", "name >> 24 & 4095", "name >> 24"): "test_parts_of_task",
    slip(
        "task_name",
        "(((ticket << 12 | handling) << 4 | stage) << 4 | arm) << 16 | visit",
        "(((ticket << 12 | handling) << 4 | stage) << 4 | arm) << 16 & visit",
    ): "test_task_name",
    slip(
        "task_name",
        "(((ticket << 12 | handling) << 4 | stage) << 4 | arm) << 16 | visit",
        "(((ticket << 12 | handling) << 4 | stage) << 4 | arm) << 16",
    ): "test_task_name",
    slip(
        "task_name",
        "(((ticket << 12 | handling) << 4 | stage) << 4 | arm) << 16",
        "(((ticket << 12 | handling) << 4 | stage) << 4 | arm) >> 16",
    ): "test_task_name",
    slip(
        "task_name",
        "(((ticket << 12 | handling) << 4 | stage) << 4 | arm) << 16",
        "((ticket << 12 | handling) << 4 | stage) << 4 | arm",
    ): "test_task_name",
    slip(
        "task_name",
        "((ticket << 12 | handling) << 4 | stage) << 4 | arm",
        "((ticket << 12 | handling) << 4 | stage) << 4 & arm",
    ): "test_task_name",
    slip(
        "task_name",
        "((ticket << 12 | handling) << 4 | stage) << 4 | arm",
        "((ticket << 12 | handling) << 4 | stage) << 4",
    ): "test_task_name",
    slip(
        "task_name", "((ticket << 12 | handling) << 4 | stage) << 4", "((ticket << 12 | handling) << 4 | stage) >> 4"
    ): "test_task_name",
    slip(
        "task_name", "((ticket << 12 | handling) << 4 | stage) << 4", "(ticket << 12 | handling) << 4 | stage"
    ): "test_task_name",
    slip(
        "task_name", "(ticket << 12 | handling) << 4 | stage", "(ticket << 12 | handling) << 4 & stage"
    ): "test_task_name",
    slip("task_name", "(ticket << 12 | handling) << 4 | stage", "(ticket << 12 | handling) << 4"): "test_task_name",
    slip("task_name", "(ticket << 12 | handling) << 4", "(ticket << 12 | handling) >> 4"): "test_task_name",
    slip("task_name", "(ticket << 12 | handling) << 4", "ticket << 12 | handling"): "test_task_name",
    slip("task_name", "ticket << 12 | handling", "ticket << 12 & handling"): "test_task_name",
    slip("task_name", "ticket << 12 | handling", "ticket << 12"): "test_task_name",
    slip("task_name", "ticket << 12", "ticket >> 12"): "test_task_name",
    slip("task_name", "ticket << 12", "ticket"): "test_task_name",
    slip("task_id", "TASKS_FROM + (ticket << 12 | stage << 8 | place << 4 | visit & LAST_VISITS)", "TASKS_FROM"): (
        "test_task_id"
    ),
    slip(
        "task_id",
        "TASKS_FROM + (ticket << 12 | stage << 8 | place << 4 | visit & LAST_VISITS)",
        "TASKS_FROM - (ticket << 12 | stage << 8 | place << 4 | visit & LAST_VISITS)",
    ): "test_task_id",
    slip(
        "task_id",
        "ticket << 12 | stage << 8 | place << 4 | visit & LAST_VISITS",
        "(ticket << 12 | stage << 8 | place << 4) & (visit & LAST_VISITS)",
    ): "test_task_id",
    slip(
        "task_id",
        "ticket << 12 | stage << 8 | place << 4 | visit & LAST_VISITS",
        "ticket << 12 | stage << 8 | place << 4",
    ): "test_task_id",
    slip(
        "task_id", "ticket << 12 | stage << 8 | place << 4", "(ticket << 12 | stage << 8) & place << 4"
    ): "test_task_id",
    slip("task_id", "ticket << 12 | stage << 8 | place << 4", "ticket << 12 | stage << 8"): "test_task_id",
    slip("task_id", "ticket << 12 | stage << 8", "ticket << 12 & stage << 8"): "test_task_id",
    slip("task_id", "ticket << 12 | stage << 8", "ticket << 12"): "test_task_id",
    slip("task_id", "ticket << 12", "ticket >> 12"): "test_task_id",
    slip("task_id", "ticket << 12", "ticket"): "test_task_id",
    slip("task_id", "stage << 8", "stage >> 8"): "test_task_id",
    slip("task_id", "stage << 8", "stage"): "test_task_id",
    slip("task_id", "place << 4", "place >> 4"): "test_task_id",
    slip("task_id", "place << 4", "place"): "test_task_id",
    slip("task_id", "visit & LAST_VISITS", "visit | LAST_VISITS"): "test_task_id",
    slip("task_id", "visit & LAST_VISITS", "visit"): "test_task_id",
    slip(
        "arm_visit",
        "(handling << 20 | dispatch << 4 | arm) & 4294967295",
        "handling << 20 | dispatch << 4 | arm | 4294967295",
    ): "test_arm_visit",
    slip(
        "arm_visit", "(handling << 20 | dispatch << 4 | arm) & 4294967295", "handling << 20 | dispatch << 4 | arm"
    ): "test_arm_visits_are_told_apart_and_fit",
    slip(
        "arm_visit", "handling << 20 | dispatch << 4 | arm", "(handling << 20 | dispatch << 4) & arm"
    ): "test_arm_visit",
    slip("arm_visit", "handling << 20 | dispatch << 4 | arm", "handling << 20 | dispatch << 4"): "test_arm_visit",
    slip("arm_visit", "handling << 20 | dispatch << 4", "handling << 20 & dispatch << 4"): "test_arm_visit",
    slip("arm_visit", "handling << 20 | dispatch << 4", "handling << 20"): "test_arm_visit",
    slip("arm_visit", "handling << 20", "handling >> 20"): "test_arm_visit",
    slip("arm_visit", "handling << 20", "handling"): "test_arm_visit",
    slip("arm_visit", "dispatch << 4", "dispatch >> 4"): "test_arm_visit",
    slip("arm_visit", "dispatch << 4", "dispatch"): "test_arm_visit",
}
"""The test that fails when the rule is so flipped."""

YEARS_AWAY = "before the first closing the last one is looked at, and nothing is due as late as that"

EQUIVALENT: dict[Fault, str] = {
    slip("_open_day_of", "closed > 0 and closing_us[closed - 1] == due", "closing_us[closed - 1] == due"): YEARS_AWAY,
    slip("_open_day_of", "closed > 0", "closed >= 0"): YEARS_AWAY,
}
"""Slips that change nothing, and why."""
