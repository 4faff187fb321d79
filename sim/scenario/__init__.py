"""What is decided and assumed about a hotline: the scenario language."""
