"""What a stranger installs: one file and one settings line for each plugin, public names only."""
