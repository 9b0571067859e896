"""What stands between a request and its view: who may, how often, with which input; headers of answers."""
