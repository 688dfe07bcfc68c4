"""The catalogue of forms for those who work with it: what there is, how sure it is, and the facility's own versions."""
