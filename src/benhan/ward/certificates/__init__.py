"""The certificate register: who signs with what, until when, and how each certificate stands."""
