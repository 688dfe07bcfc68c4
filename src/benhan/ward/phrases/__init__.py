"""Sentence templates (câu mẫu): what a department writes often, inserted by typing "/"."""
