"""Views: each lays a scene out as a picture; the header `view` of a scene names the module."""
