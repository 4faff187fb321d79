"""Experiments: the designs of a sweep file, run before the same citizens, kept in a ledger, told as tables."""
