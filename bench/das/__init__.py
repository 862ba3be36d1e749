"""The peer, django-activity-stream, as the smallest project that uses it; installed in bench/.venv, not in ours."""
