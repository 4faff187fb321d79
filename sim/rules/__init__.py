"""The model's rules, one file for each part of its life; both engines call these and decide nothing themselves."""
