"""What every screen shares: requests, sessions, forms, pages and their errors."""
