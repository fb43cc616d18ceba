"""Functions that share their arguments: these are written down once, and every one of them shows them."""

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction, signature
from typing import Any, ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Asked = TypeVar("Asked")
Result = TypeVar("Result")


def with_arguments_of(
    pattern: Callable[Arguments, Asked],
) -> Callable[[Callable[[Asked], Result]], Callable[Arguments, Result]]:
    """Give a function the arguments of ``pattern``, whose result it is called with.

    The signature is that of ``pattern`` for people, editors and type checkers alike.
    """
    arguments = signature(pattern)

    def decorate(function: Callable[[Asked], Result]) -> Callable[Arguments, Result]:
        def checked(args: Any, named: Any) -> Asked:
            try:
                arguments.bind(*args, **named)
            except TypeError as error:
                raise TypeError(f"{function.__name__}() {error}") from None
            return pattern(*args, **named)

        if iscoroutinefunction(function):

            @wraps(function)
            async def later(*args: Arguments.args, **named: Arguments.kwargs) -> Any:
                return await function(checked(args, named))

            call: Any = later
        else:

            @wraps(function)
            def now(*args: Arguments.args, **named: Arguments.kwargs) -> Result:
                return function(checked(args, named))

            call = now
        call.__signature__ = arguments.replace(return_annotation=signature(function).return_annotation)
        return call  # type: ignore[no-any-return]  # one of the two above

    return decorate
