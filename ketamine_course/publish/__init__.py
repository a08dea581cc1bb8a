"""Publishing: the Sphinx extension, what it puts in the page, PDF, EPUB, slides, and the local
server.
"""
