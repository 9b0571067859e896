"""What runs the site: its commands, the server, the mail sender, the workers, its log, a demo."""
