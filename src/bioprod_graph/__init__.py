"""The open, cited knowledge graph of biotherapies and bioproduction in Île-de-France.

Nothing heavy is imported before it is asked for.
"""
