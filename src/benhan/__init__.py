"""Benhan: the electronic medical record (bệnh án điện tử) of a Vietnamese hospital or clinic."""
