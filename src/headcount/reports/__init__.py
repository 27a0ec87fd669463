"""What a scan says, as a terminal page, an HTML file, JSON, and OCSF events."""
