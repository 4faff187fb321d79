"""One self-contained page of results: HTML that opens offline, reads without scripts and prints."""
