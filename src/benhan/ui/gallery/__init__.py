"""Every component in every state, and page patterns to copy. All people here are invented."""
