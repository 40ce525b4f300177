"""The user's own articles: read from files, cut into sentences, kept in the workspace."""
