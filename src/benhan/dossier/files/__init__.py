"""The level file as a way of states: who does what next, what stands against it, until when."""
