"""What leaves a store or a graph, one file a format."""
