"""What people see: safe HTML and plain text for plans, conversations, runs and reels. Displays nothing itself."""
