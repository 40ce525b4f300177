"""The user's own copies of articles' texts, and sentences of them with their evidence marked."""
