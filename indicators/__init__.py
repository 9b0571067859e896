"""The framework: what can be proposed and how a set is judged. No web, no database."""
