"""The rest of a day that has begun: will everything that is open be closed, what will be left, and what helps."""
