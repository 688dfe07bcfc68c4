"""Reception: find or register a patient, check them in, print the ticket."""
