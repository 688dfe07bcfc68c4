"""Is a resource lawful R4? Structure, formats, bindings, references and the cheap invariants."""
