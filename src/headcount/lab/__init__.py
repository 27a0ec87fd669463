"""A made site with its honest crowd, planted harvesters and the truth about them."""
