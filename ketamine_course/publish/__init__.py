"""How the course is published: the Sphinx extension, what it puts in the page, and the local
server.
"""
