"""Small named questions to the running system; each module holds those about one thing."""
