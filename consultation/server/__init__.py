"""The server: gunicorn with a worker that no slow client holds up."""
