"""What answers over HTTP: a release and its site, to programs and people, and nothing is written.

negotiation  what a client accepts, and the best of what there is
problems     what went wrong, as RFC 9457 has it
app          the application: one service, and the routes that modules give
"""
