"""What is read off a plan without a solver: findings, moves, stays, what is due, the register."""
