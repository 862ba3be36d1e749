"""What goes when it is old: by rules, and what was only kept for a while."""
