"""Prints every GraphQL operation the installed wandb client can send, as JSON.

Shape: [{"name", "kind", "source", "document"}]; a document is complete (its fragments follow it), without comments,
white space folded; one operation appears once per distinct document. Nothing of the client is imported or run.

The client keeps its operations in two places. wandb-core, a Go binary, holds them as plain text. The Python half holds
literals, and texts put together with f-strings, +, format, replace and join; those are evaluated here over the syntax
tree, where a value is the set of texts it may have: a branch adds to the set, a choice between two texts keeps both.
Combinations that no run of the client gives (a variable used and not declared, a fragment spread and not defined)
are dropped. An operation whose text cannot be worked out is printed as its bare literal: invalid, but not missed.
"""

import ast
import importlib.util
import itertools
import json
import pathlib
import re
import sys

OPERATION = re.compile(r"(query|mutation|subscription)\s+(\w+)\s*(?=[({])")
FRAGMENT = re.compile(rb"\s*fragment \w+ on \w+\s*\{")
CORE_OPERATION = re.compile(rb"(query|mutation|subscription) \w+\s*(\([^()]*\)\s*)?\{")

# A text put together from many optional parts has at most a few dozen forms; beyond this the value is given up.
MAX_FORMS = 4096


def find_package():
    """The folder of the installed client; finding the spec of a top-level package does not import it."""
    spec = importlib.util.find_spec("wandb")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("Cannot extract operations: this Python has no wandb package, expected the client to be installed")
    return pathlib.Path(next(iter(spec.submodule_search_locations)))


def fold(text):
    """The document without comments and with single blanks: one form for texts that differ in layout only."""
    return " ".join(re.sub(r"#[^\n]*", "", text).split())


def is_operation(text):
    return isinstance(text, str) and OPERATION.match(fold(text)) is not None


def is_whole(text):
    """True when each variable is declared and used, each fragment spread and defined, and the braces balance."""
    text = fold(text)
    declared = set(re.findall(r"\$(\w+)\s*:", text))
    used = set(re.findall(r"\$(\w+)\b(?!\s*:)", text))
    spread = set(re.findall(r"\.\.\.\s*(?!on\b)(\w+)", text))
    defined = set(re.findall(r"\bfragment\s+(\w+)\s+on\b", text))
    return declared == used and spread == defined and text.count("{") == text.count("}")


def product(*choices):
    """All combinations, or none when there would be too many to be one text with optional parts."""
    forms = 1
    for choice in choices:
        forms *= len(choice)
    return itertools.product(*choices) if forms <= MAX_FORMS else ()


class ModuleReader:
    """Evaluates the texts of one Python module and keeps those that are operations where they leave the code.

    They leave it as a constant of a module or class, an attribute, an argument of a call, or a returned value.
    """

    TEXT_METHODS = {"format", "replace", "join", "append", "extend", "strip", "lstrip", "rstrip"}

    def __init__(self, tree, constants):
        self.tree = tree
        self.constants = constants
        self.found = []
        self.calls = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", None))
                self.calls.setdefault(name, []).append(node)

    def read(self):
        """Returns [(line, document)] of the module."""
        self.run(self.tree.body, {}, is_outer=True)
        return self.found

    # Expressions: each gives the set of values it may have; the empty set stands for a value not known.

    def values(self, node, env):
        method = getattr(self, "values_of_" + type(node).__name__, None)
        return method(node, env) if method else set()

    def values_of_Constant(self, node, env):
        return {node.value} if isinstance(node.value, str) else set()

    def values_of_Name(self, node, env):
        return env[node.id] if node.id in env else self.constants.get(node.id, set())

    def values_of_Attribute(self, node, env):
        return self.constants.get(node.attr, set())

    def values_of_JoinedStr(self, node, env):
        parts = [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
        forms = product(*(self.values(part, env) for part in parts))
        return {"".join(form) for form in forms if all(isinstance(text, str) for text in form)}

    def values_of_BinOp(self, node, env):
        if not isinstance(node.op, ast.Add):
            return set()
        pairs = product(self.values(node.left, env), self.values(node.right, env))
        return {left + right for left, right in pairs if type(left) is type(right)}

    def values_of_IfExp(self, node, env):
        return self.values(node.body, env) | self.values(node.orelse, env)

    def values_of_BoolOp(self, node, env):
        return set().union(*(self.values(value, env) for value in node.values))

    def values_of_List(self, node, env):
        return set(product(*(self.values(element, env) for element in node.elts)))

    values_of_Tuple = values_of_List

    def values_of_Call(self, node, env):
        if not isinstance(node.func, ast.Attribute) or node.keywords:
            return set()
        owners = self.values(node.func.value, env)
        arguments = [self.values(argument, env) for argument in node.args]
        forms = set()
        for owner, *given in product(owners, *arguments):
            if isinstance(owner, str) and node.func.attr in self.TEXT_METHODS:
                try:
                    forms.add(getattr(owner, node.func.attr)(*given))
                except (IndexError, KeyError, TypeError, ValueError, AttributeError):
                    pass  # the text is not what the client calls the method on in this branch
        return forms

    # Statements: run in order over one environment, branches over copies that are joined again.

    def run(self, body, env, is_outer=False):
        for statement in body:
            self.step(statement, env, is_outer)

    def step(self, node, env, is_outer):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.run(node.body, {**env, **self.parameters(node)})
        elif isinstance(node, ast.ClassDef):
            self.run(node.body, dict(env), is_outer=True)
        elif isinstance(node, (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try)):
            self.branch(node, env, is_outer)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                self.leave_by_calls(item.context_expr, env)
            self.run(node.body, env, is_outer)
        else:
            self.leave_by_calls(node, env)
            self.assign(node, env, is_outer)

    def branch(self, node, env, is_outer):
        for expression in (getattr(node, "test", None), getattr(node, "iter", None)):
            if expression is not None:
                self.leave_by_calls(expression, env)
        entry = dict(env)
        if isinstance(node, (ast.For, ast.AsyncFor)) and isinstance(node.target, ast.Name):
            lists = self.values(node.iter, env)
            entry[node.target.id] = {item for items in lists if isinstance(items, tuple) for item in items}
        handlers = [handler.body for handler in getattr(node, "handlers", [])]
        # What a try or a loop assigned is seen by what follows it; an if has two ways that do not see each other.
        after = dict(entry)
        self.run(node.body, after, is_outer)
        ways = [after]
        for body in [*handlers, node.orelse]:
            way = dict(entry if isinstance(node, ast.If) else after)
            self.run(body, way, is_outer)
            ways.append(way)
        for name in set().union(*ways):
            env[name] = set().union(*(way.get(name, set()) for way in ways))
        self.run(getattr(node, "finalbody", []), env, is_outer)

    def assign(self, node, env, is_outer):
        if isinstance(node, ast.Return) and node.value is not None:
            self.leave(node.value, env)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    env[target.id] = self.values(node.value, env)
                if is_outer or isinstance(target, ast.Attribute):
                    self.leave(node.value, env)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            env[node.target.id] = self.values_of_BinOp(ast.BinOp(node.target, node.op, node.value), env)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            self.grow(node.value, env)

    def grow(self, call, env):
        """list.append(x) and list.extend(xs) on a local name."""
        owner = getattr(call.func, "value", None)
        if not isinstance(owner, ast.Name) or len(call.args) != 1 or not env.get(owner.id):
            return
        pairs = list(product(env[owner.id], self.values(call.args[0], env)))
        if call.func.attr == "append":
            env[owner.id] = {items + (item,) for items, item in pairs if isinstance(items, tuple)}
        elif call.func.attr == "extend":
            env[owner.id] = {items + more for items, more in pairs if isinstance(items, tuple)}

    def parameters(self, function):
        """What the module itself passes for each parameter of a function, by position or by name."""
        names = [argument.arg for argument in function.args.args]
        if names[:1] in (["self"], ["cls"]):
            names = names[1:]
        given = {name: set() for name in names}
        for call in self.calls.get(function.name, []):
            passed = [*zip(names, call.args), *((keyword.arg, keyword.value) for keyword in call.keywords)]
            for name, value in passed:
                given.setdefault(name, set()).update(self.values(value, {}))
        return {name: values for name, values in given.items() if values}

    # Leaving the code.

    def leave_by_calls(self, node, env):
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", None) not in self.TEXT_METHODS:
                for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
                    self.leave(argument, env)

    def leave(self, node, env):
        if isinstance(node, (ast.Tuple, ast.List)):
            for element in node.elts:
                self.leave(element, env)
        if isinstance(node, ast.Attribute) or (isinstance(node, ast.Name) and node.id not in env):
            return  # a constant left the code where it was defined
        documents = sorted(filter(is_operation, self.values(node, env)))
        whole = [document for document in documents if is_whole(document)]
        self.found.extend((node.lineno, document) for document in whole or documents)


def read_constants(tree):
    """Texts given to upper-case names of the module and its classes."""
    constants = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id.lstrip("_").isupper():
                    constants.setdefault(target.id, set()).add(node.value.value)
    return constants


def read_python(package):
    """Yields (source, document) of the Python half."""
    trees = {}
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package)
        if place.parts[0] != "vendor":
            trees[place.as_posix()] = ast.parse(path.read_bytes())
    own = {place: read_constants(tree) for place, tree in trees.items()}
    shared = {}
    for constants in own.values():
        for name, values in constants.items():
            shared.setdefault(name, set()).update(values)
    for place, tree in trees.items():
        names = set()
        for line, document in ModuleReader(tree, {**shared, **own[place]}).read():
            names.add(OPERATION.match(fold(document)).group(2))
            yield f"{place}:{line}", document
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and is_operation(node.value):
                if OPERATION.match(fold(node.value)).group(2) not in names:
                    yield f"{place}:{node.lineno}", node.value


def end_of_braces(text, start):
    """The index behind the brace that closes the first one at or after start, or None."""
    depth = 0
    for brace in re.compile(rb"[{}\0]").finditer(text, start):
        if brace.group() == b"\0":
            return None
        depth += 1 if brace.group() == b"{" else -1
        if depth == 0:
            return brace.end()
    return None


def read_core(package):
    """Yields (source, document) of the Go binary: an operation and the fragments that follow it directly."""
    for path in sorted((package / "bin").glob("wandb-core*")):
        text = path.read_bytes()
        for match in CORE_OPERATION.finditer(text):
            end = end_of_braces(text, match.end() - 1)
            while end and (fragment := FRAGMENT.match(text, end)):
                end = end_of_braces(text, fragment.end() - 1)
            if end and text[match.start() : end].isascii():
                yield f"bin/{path.name}", text[match.start() : end].decode()


def main():
    package = find_package()
    operations = {}
    for source, document in [*read_python(package), *read_core(package)]:
        document = fold(document)
        kind, name = OPERATION.match(document).groups()
        operations.setdefault(
            (name, document), {"name": name, "kind": kind, "source": source, "document": document}
        )
    json.dump(list(operations.values()), sys.stdout, indent=1)


if __name__ == "__main__":
    main()
