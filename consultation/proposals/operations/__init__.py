"""Every write of proposals and every rule about them."""
