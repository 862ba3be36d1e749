"""Forges: what they have in common, and the dialect that GitHub began and Gitea and Forgejo speak."""
