"""Engine 1: the hotline as a SimPy model, written to be read."""
