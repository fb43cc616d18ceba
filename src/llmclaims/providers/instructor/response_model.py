"""The model that instructor is given: it shows the schema of the answer, and reads whatever comes."""

import json
from functools import lru_cache
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from typing_extensions import override


class _Anything(BaseModel):
    """What instructor reads an answer as: anything is one, since each item is judged by itself later."""

    model_config = ConfigDict(extra="allow")

    @classmethod
    @override
    def model_validate_json(cls, *given: Any, **options: Any) -> Self:
        try:
            return super().model_validate_json(*given, **options)
        except ValidationError:  # one SDK reads its answer before it hands it over
            return cls.model_construct()


@lru_cache(maxsize=64)
def response_model(name: str, schema: str) -> type[BaseModel]:
    """Return the model that shows a JSON schema and reads anything."""

    def shown(_cls: Any, _core: Any, _handler: Any) -> dict[str, Any]:
        return json.loads(schema)  # type: ignore[no-any-return]

    made = create_model(name, __base__=_Anything)
    made.__get_pydantic_json_schema__ = classmethod(shown)  # type: ignore[assignment]
    made.__doc__ = None
    made.model_rebuild(force=True)
    return made
