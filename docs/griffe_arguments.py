# ruff: noqa: INP001 - beside the pages, and no package
"""Show the arguments of functions that share them: the site is made without running the code, which would know them."""

from __future__ import annotations

from typing import Any

from griffe import Extension, Function, Module, Object, Parameters


class SharedArguments(Extension):
    """Give each function under ``@with_arguments_of(pattern)`` the parameters of ``pattern``."""

    def on_package(self, *, pkg: Module, **_: Any) -> None:
        """Look at every function of the package once all of it is known."""
        _share(pkg)


def _share(place: Object) -> None:
    for one in list(place.members.values()):
        if one.is_alias:
            continue
        if one.is_module or one.is_class:
            _share(one)  # type: ignore[arg-type]  # no alias
        elif isinstance(one, Function):
            for decorator in one.decorators:
                name, _, pattern = str(decorator.value).partition("(")
                if name == "with_arguments_of":
                    shared = one.resolve(pattern.rstrip(")"))
                    one.parameters = Parameters(*one.modules_collection[shared].parameters)
