"""History matching: which values of unknown numbers do not contradict what was published."""
