"""(being written)"""
from llmclaims.numberwords import Number, numbers
