"""Activity Streams itself, in an interpreter of its own."""
