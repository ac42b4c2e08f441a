"""How a run goes: a plan of rules and schemas, workers that judge documents, and what they found put together."""
