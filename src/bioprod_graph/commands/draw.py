"""Draw a scene as one HTML page that opens from disk, without any network.

The page speaks French and English, its legend filters, and a panel tells of each thing and tie
what it rests on.
"""

from bioprod_graph.commands.context import STANDARD, Context, describe_size
from bioprod_graph.commands.options import Option
from bioprod_graph.language import Message

OPTIONS = (
    Option("[scene]", "which scene (default: the first)"),
    Option(
        "-o/--output FILE",
        "where to write; - is the standard output (default: SCENE.html in the build folder)",
    ),
)


def run(context: Context) -> int:
    """Draw and tell where the page is."""
    from bioprod_graph.dataset import open_release
    from bioprod_graph.scenes import list_scenes, read_scene, render_page

    given, project = context.given, context.project
    release = open_release(context.dataset)
    name = given.scene or list_scenes(project)[0].name
    scene = read_scene(release.store, project, name)
    page = render_page(scene, release, project, language=context.language)
    size = describe_size(len(scene.network.nodes), len(scene.network.links))
    path = given.output or project.build / f"{name}.html"
    context.write_file(path, page.encode())
    told = size if path == STANDARD else Message("{size}: open this file in a browser", size=size)
    context.tell(told)
    return 0
