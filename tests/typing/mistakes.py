"""Slips that a type checker finds: each line must be an error, since an unused ``type: ignore`` is one itself."""

from __future__ import annotations

import llmclaims

llmclaims.extract("article.txt", modle="gpt")  # type: ignore[call-arg]
llmclaims.extract("article.txt", max_cost="much")  # type: ignore[arg-type]
llmclaims.extract()  # type: ignore[call-arg]
llmclaims.ground("words")  # type: ignore[call-arg]

for claim in llmclaims.extract("article.txt").statements:
    print(claim.body.speeker)  # type: ignore[attr-defined]
    claim.quote.upper()  # type: ignore[union-attr]
