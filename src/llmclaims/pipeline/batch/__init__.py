"""Requests out as OpenAI Batch JSON Lines, answers in through the reply cache, and the line over what is there."""
