"""What can be checked without any solver: certificates, derived cuts, counted shortages."""
