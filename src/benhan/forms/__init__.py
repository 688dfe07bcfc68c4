"""The Ministry's forms: catalogue, answers, calculation, checks, print, drafts."""
