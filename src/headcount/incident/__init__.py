"""incident: from findings to answers: who took whose data, how much of it, what proves it, and what the law asks now."""
