"""What people look at: the graph page."""
