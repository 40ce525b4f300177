"""Whether the graph keeps its promises."""
