"""The solvers behind everything: CP-SAT, HiGHS, the lexicographic search, cuts, multipliers."""
