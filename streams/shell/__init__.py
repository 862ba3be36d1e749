"""The look of the whole admin: its header, its navigation and its colours. An app of its own, for who puts it before
`django.contrib.admin` chooses it."""
