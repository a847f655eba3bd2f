"""The pipeline: tables and ontology in, one checked dataset out."""
