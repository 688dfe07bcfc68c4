"""The requirements of a catalogue for one system: the list, and one requirement with its proofs and history."""
