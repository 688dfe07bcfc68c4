"""The append-only, chained account of every act and every refusal."""
