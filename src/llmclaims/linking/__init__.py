"""Pass 2: how verified claims hang together, within a document and across documents.

Relations are added, claims stay as they are: nothing is merged, nothing retired.
"""

from llmclaims.linking.across_documents import link

__all__ = ["link"]
