"""Every write of comments and every rule about them."""
