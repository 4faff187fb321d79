"""The model's choices, one file for each part of its life: each stands here once, and both engines call it.

What comes after what, by which law a length is drawn, and what is counted is said by the engines themselves.
"""
