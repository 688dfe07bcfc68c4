"""The issued regulation goes into the book of evidence; the papers of an incident come out of the register."""
