"""Engine 2: the same hotline as one compiled loop over tables, equal to the SimPy model in every row of its logs."""
