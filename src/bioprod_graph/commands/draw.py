"""Draw a scene, what lies around a thing, or the paths between two, as a page that opens from disk.

A scene is given by its name, or by what its tab says; anything else is a thing, by KIND/SLUG, slug,
name or number. Without either, the first scene is drawn. The page speaks French and English, needs
no network, and tells under every mark where it was read.

With --all, all scenes are drawn into a folder, as pages joined by tabs. With --against, what
changed since an older release is laid over the newer one. With --layer, a tie is drawn if these
layers say it, and a thing if they speak of it or such a tie leads to it; with --evidence, likewise
if it was read at least so well.

A PNG is drawn as on a screen of two pixels to one; a PDF is printed by Chromium, which must be
installed: a scene whose marks can be numbered as one sheet of paper, with the name of each and who
says so. --plain writes the page that pyvis makes by itself, with its own panel and without our
sources; its nodes move until they have found their places.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.commands.context import STANDARD, Context, describe_size
from bioprod_graph.commands.options import AGAINST, EVIDENCE, LAYER, Option, parse_count
from bioprod_graph.errors import NotFoundError, UsageError, say_reason
from bioprod_graph.files import refuse
from bioprod_graph.formats import Setting, find_format, list_formats, list_names
from bioprod_graph.language import Message
from bioprod_graph.names import Index
from bioprod_graph.networks import LONGEST

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from bioprod_graph.dataset import Release
    from bioprod_graph.scenes import Scene
    from bioprod_graph.sparql import QueryFile

_PAGE = "html"
_DIFFERENCE = "difference"
_PATHS = 3
_FORMATS = (_PAGE, *list_names("picture"))
OPTIONS = (
    Option("[scene]", "a scene, or a thing: KIND/SLUG, slug, name or number"),
    Option("[other]", "another thing, which paths lead to"),
    Option("--all", "draw all scenes, into a folder"),
    Option(
        "--hops N",
        "around a thing, what so many ties lead to (default: 1)",
        type=parse_count,
    ),
    Option(
        "--paths N",
        "so many paths between two things at most (default: 3)",
        type=parse_count,
    ),
    AGAINST,
    LAYER,
    EVIDENCE,
    Option(
        "--format FORMAT",
        "how to draw it: %(choices)s (default: as the name of the file ends, else html)",
        choices=_FORMATS,
    ),
    Option("--plain", "write the page that pyvis makes by itself"),
    Option(
        "-o/--output FILE",
        "where to write, a folder with --all; - is the standard output (default: in the build"
        " folder)",
    ),
)


def run(context: Context) -> int:
    """Draw and tell what was drawn."""
    from bioprod_graph.dataset import Portion, open_release
    from bioprod_graph.scenes import keep_part

    given = context.given
    given.format = given.format or (_PAGE if given.all else _tell_format(given.output))
    _check(context)
    release = open_release(context.dataset)
    for name, read in _read_scenes(context, release):
        scene = keep_part(read, context.project, Portion(given.layer, given.evidence))
        path = _place(context, f"{name}.{given.format}")
        content = _render(scene, release, context)
        context.write_file(path, content, is_binary=_is_binary(given.format))
        network = scene.network
        size = describe_size(len(network.nodes), len(network.links))
        if not network.nodes:
            size = Message("nothing is here yet: no row of the tables makes a node")
        context.tell(Message("{title}: {size}", title=network.title, size=size))
    return 0


def _tell_format(output: str | None) -> str:
    """Tell the format that the name of a file asks for; raises UsageError for one that is none."""
    ending = Path(output or "").suffix.lstrip(".").lower() or _PAGE
    if ending not in _FORMATS:
        raise UsageError(
            "{file} has none of the endings {names}: give --format",
            file=output,
            names=", ".join(f".{name}" for name in _FORMATS),
        )
    return ending


def _check(context: Context) -> None:
    """Raise UsageError for what does not go together."""
    given = context.given
    if given.all and (given.scene or given.against):
        raise UsageError("--all draws all scenes: name none")
    if given.all and given.output == STANDARD:
        raise UsageError("--all writes a folder, not the standard output")
    if given.against and given.scene not in {None, _DIFFERENCE}:
        raise UsageError("--against draws what changed: name no scene")
    if given.scene == _DIFFERENCE and not given.against:
        raise UsageError("what changed since when? name an older release: --against FILE")
    _check_numbers(given)
    if given.plain and given.format != _PAGE:
        raise UsageError("--plain writes html alone")
    if _is_binary(given.format):
        context.refuse_binary(given.format)


def _check_numbers(given: Namespace) -> None:
    if given.hops is not None and not 0 < given.hops <= LONGEST:
        raise UsageError("--hops goes from 1 to {longest}", longest=LONGEST)
    if given.paths == 0:
        raise UsageError("--paths is at least 1")
    if given.paths and not given.other:
        raise UsageError("--paths leads from one thing to another: name both")
    if given.hops and (given.other or not given.scene):
        raise UsageError("--hops goes around one thing: name it alone")


def _is_binary(name: str) -> bool:
    return any(form.is_binary for form in list_formats("picture") if form.name == name)


def _read_scenes(context: Context, release: Release) -> Iterator[tuple[str, Scene]]:
    """Read what is meant, each with the name of its file."""
    from bioprod_graph.scenes import list_scenes, read_difference, read_scene

    given, project = context.given, context.project
    files = list_scenes(project)
    if given.against:
        from bioprod_graph.dataset import choose_kept

        against = choose_kept(project, given.against)
        yield _DIFFERENCE, read_difference(release, project, against, option="--against")
    elif given.all or not given.scene:
        for file in files if given.all else files[:1]:
            yield file.name, read_scene(release.store, project, file.name)
    elif given.other or not (name := _find_scene(given.scene, files)):
        yield _read_things(context, release, files)
    elif given.hops:
        raise UsageError("--hops goes around a thing; {name} is a scene", name=name)
    else:
        yield name, read_scene(release.store, project, name)


def _find_scene(name: str, files: list[QueryFile]) -> str:
    """Find the scene of that name, or whose tab says so in any language."""
    tabs = [(said, file.name) for file in files for said in file.text_of("tab").spread().values()]
    found = Index([*((file.name, file.name) for file in files), *tabs]).find(name)
    return name if name in found else "".join(found[:1])


def _read_things(context: Context, release: Release, files: list[QueryFile]) -> tuple[str, Scene]:
    """Read what lies around a thing, or the paths to another, with the name of the file."""
    from bioprod_graph.dataset import find_thing
    from bioprod_graph.scenes import read_around, read_between, suggest_scene

    given, project, store = context.given, context.project, release.store
    try:
        ends = [find_thing(end, store, project) for end in (given.scene, given.other) if end]
    except NotFoundError:
        for end in filter(None, (given.scene, given.other)):
            if given.other and (name := _find_scene(end, files)):
                raise UsageError(
                    "{name} is a scene, and paths lead from thing to thing: name one alone",
                    name=name,
                ) from None
        if not given.other:
            suggest_scene(given.scene, [file.name for file in files])
        raise
    named = "-".join(project.prefixes.show(end.value).replace("/", "-") for end in ends)
    if given.other:
        return named, read_between(store, project, (ends[0], ends[1]), most=given.paths or _PATHS)
    return named, read_around(store, project, ends[0], hops=given.hops or 1)


def _render(scene: Scene, release: Release, context: Context) -> bytes:
    from bioprod_graph.dataset import find_edition
    from bioprod_graph.scenes import draw_scene, render_page, render_plain, render_sheet

    language, project, form = context.language, context.project, context.given.format
    if context.given.plain:
        return render_plain(scene, language).encode()
    if form == _PAGE:
        return render_page(scene, release, project, language=language).encode()
    edition = find_edition(release.store, project, digest=release.digest)
    setting = Setting(language, prefixes=project.prefixes, edition=edition)
    # A sheet of paper, where the view has one.
    sheet = form in list_names("page") and render_sheet(scene, release, project, language=language)
    if sheet:
        return find_format(form, "page").write(sheet, setting)
    return find_format(form, "picture").write(draw_scene(scene, language), setting)


def _place(context: Context, name: str) -> str | Path:
    """Give where a file goes: where the call says, else into a folder, made if need be."""
    output = context.given.output
    if output and not context.given.all:
        return str(output)
    folder = Path(output or context.project.build / "scenes")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse(folder, say_reason(error)) from None
    return folder / name
