"""Evidence: passages located in, and verified against, a copy of their source."""
