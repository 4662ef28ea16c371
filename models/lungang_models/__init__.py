"""What is true: the organisation, the regulation's rules, the rows they state."""
