"""Settings, environment readers, urls, wsgi."""
