"""Phones that send through every trouble there is, against a real server. docs/chaos.md tells what is done.

Three kinds of processes: the phones (``phones/``, in Node, with the modules that real phones run), the site, and the
steward, who has Django and looks into the database. A lane starts them and carries what the phones ask for.
"""
