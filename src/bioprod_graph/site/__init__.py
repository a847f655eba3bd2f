"""The published site: a folder of pages that opens from disk, made from a release.

basis       what it is made of: a release, its project, and who publishes it
routes      where the page of a thing is, and how pages lead to each other
pages       things, and the pages that `queries/pages/` tells, in each language
told        what these pages tell
subjects    what pages of things tell: reports, then facts that no report tells
answers     each question of the catalogue, and what this release answers
beside      what they are told from beside a release: shapes, and changes since others
workbench   scripts: search from disk, and SPARQL without a server
linked_data files of RDF beside pages, and dumps of everything
metadata    what is harvested: VoID, DCAT, provenance, links for programs, data in pages
tabular     tables with their description, and workbooks
forms       what is told in other forms: Croissant, RO-Crate, CFF, map of the site and the like
shared      several sites in one folder, and one home above them
links       what its files say to programs, as statements
folder      the folder, whole or as it was, what has not changed untouched
stamp       whether a site has to be made at all
"""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.site.basis import Publisher, Site, read_publisher
    from bioprod_graph.site.folder import write_site
    from bioprod_graph.site.forms import make_forms
    from bioprod_graph.site.linked_data import CONTEXT, list_forms
    from bioprod_graph.site.links import read_site
    from bioprod_graph.site.metadata import Publication
    from bioprod_graph.site.pages import make_pages
    from bioprod_graph.site.routes import Routes
    from bioprod_graph.site.shared import make_shared_pages
    from bioprod_graph.site.stamp import Stamp
    from bioprod_graph.site.workbench import has_engine

__getattr__ = lend(__name__)
