"""Numbers for whoever runs the site, in the text format of Prometheus, at an address of their own."""
