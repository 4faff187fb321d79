"""Logs of a run in the forms that other tools read: spreadsheets, process mining, animations of queues."""
