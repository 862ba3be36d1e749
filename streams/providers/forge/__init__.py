"""The dialect that GitHub began and Gitea and Forgejo speak: readers of events, by the event's name."""
