"""Templates, compiled once for each language of the interface.

What of a page is the same for everybody is put together when its template is compiled: the sentences that no value is
filled into are translated then, and become part of the text around them. Macros are called, and values written, by a
shorter way than Jinja's own, which allows for more than we use. What that gains: docs/decisions/0050-templates.md.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from types import FunctionType, MethodType
from typing import Any, Final

import flask.templating
from flask import Flask
from jinja2 import Template, nodes, pass_eval_context
from jinja2.compiler import CodeGenerator
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from consultation.web.texts.language import page_language, translations_here
from indicators.languages import FALLBACK

_GETTEXT: Final = ("_", "gettext")
_PLAIN: Final = (FunctionType, MethodType)


def written(value: object) -> str:
    """Return a value as a page writes it: as `escape` says, which copies what is marked as HTML already."""
    return value if type(value) is Markup else escape(value)


class PageContext(Context):
    """Calls macros and functions at once; only others may be ones that ask for the context before their arguments."""

    def call(self, __callable: Any, *args: Any, _loop_vars: Any = None, _block_vars: Any = None, **kwargs: Any) -> Any:
        """Call what a template calls."""
        kind = type(__callable)
        if kind is Macro:
            return __callable(self.eval_ctx, *args, **kwargs)
        if kind in _PLAIN and not hasattr(__callable, "jinja_pass_arg"):
            return __callable(*args, **kwargs)
        if _loop_vars:
            kwargs["_loop_vars"] = _loop_vars
        if _block_vars:
            kwargs["_block_vars"] = _block_vars
        return super().call(__callable, *args, **kwargs)


class PageCode(CodeGenerator):
    """Writes values by `written`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)


class TranslatedNow(NodeTransformer):
    """Puts the translation in the place of each call that translates a sentence into which nothing is filled."""

    def __init__(self, translations: Any, *, as_html: bool) -> None:
        self._translations = translations
        self._as_html = as_html

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - as Jinja calls it
        """Return the sentence, or the call as it is."""
        self.generic_visit(node)
        match node:
            case nodes.Call(
                node=nodes.Name(name=name), args=[nodes.Const(value=str(sentence))], kwargs=[], dyn_args=None
            ) if name in _GETTEXT and node.dyn_kwargs is None:
                said = self._translations.ugettext(sentence)
                return nodes.Const((Markup(said) if self._as_html else said) % {}, lineno=node.lineno)  # noqa: S704
        return node


def _translating(translations: Any) -> dict[str, Any]:
    """Return what translates in a template, as Jinja's own in the new style: filled in afterwards, as HTML in HTML."""

    @pass_eval_context
    def gettext(of: EvalContext, sentence: str, /, **values: object) -> str:
        said = translations.ugettext(sentence)
        return (Markup(said) if of.autoescape else said) % values  # noqa: S704 - a sentence of ours

    @pass_eval_context
    def ngettext(of: EvalContext, one: str, many: str, num: int, /, **values: object) -> str:
        said = translations.ungettext(one, many, num)
        return (Markup(said) if of.autoescape else said) % {"num": num, **values}  # noqa: S704 - a sentence of ours

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


class PageEnvironment(flask.templating.Environment):
    """Gives each request the templates of its language, with the globals there were at the first page in it.

    What is rendered from a string is not translated beforehand.
    """

    code_generator_class = PageCode
    context_class = PageContext
    written = staticmethod(written)

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self._translations: Any = None  # of an environment that is for one language
        self._by_language: dict[str, PageEnvironment] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        """Return a template, compiled for the language of the request."""
        if self._translations is None:
            return self._in_language_of_page().get_template(name, parent, globals)
        return super().get_template(name, parent, globals)

    def _in_language_of_page(self) -> PageEnvironment:
        language = page_language()
        return self._by_language.get(language) or self._by_language.setdefault(language, self._made_for(language))

    def _made_for(self, language: str) -> PageEnvironment:
        made, translations = self.overlay(), translations_here()
        made._translations = translations
        if language != FALLBACK:
            made.bytecode_cache = None  # it knows templates by their names, in no language
        made.globals = {**self.globals, **_translating(translations)}
        return made

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        if self._translations is None:
            return super()._generate(source, name, filename, defer_init)
        as_html = self.autoescape(name) if callable(self.autoescape) else self.autoescape
        translated = TranslatedNow(self._translations, as_html=as_html).visit(source)
        return super()._generate(translated, name, filename, defer_init)
