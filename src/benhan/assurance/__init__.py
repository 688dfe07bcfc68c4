"""One engine for every catalogue of requirements: assessment, answers, probes, evidence, verdicts, gaps, plan."""
