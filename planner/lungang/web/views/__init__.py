"""Pages: each asks the service and shows what comes back."""
