"""Other people's servers, really running on this machine, for the tests of the providers that talk to them."""
