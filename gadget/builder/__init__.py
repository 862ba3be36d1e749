"""Where people make gadgets: one form, in the admin and on a page of its own, with a preview and what to paste."""
