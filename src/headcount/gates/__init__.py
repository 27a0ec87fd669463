"""Gates: where the site's proxies and applications ask what to do with a request."""
