"""The signing ceremony, the patient's confirmation, and looking at signatures."""
