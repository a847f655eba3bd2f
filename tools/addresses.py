"""The rules of w3id.org that lead from identifiers to the site: `make addresses` writes them.

    w3id/.htaccess     for perma-id/w3id.org: to pages and files, by what a client accepts
    w3id/nginx.conf    an example for a host of the site: types, and what other sites may read

Media types and endings are those of the files beside the pages of the site.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bioprod_graph.files import replace_files
from bioprod_graph.formats import list_formats
from bioprod_graph.language import LANGUAGES
from bioprod_graph.service import (
    MODULE,
    OF_DATASET,
    ROW,
    TABLE,
    THING,
    VERSION,
    list_choices,
)

FOLDER = Path(__file__).resolve().parents[1] / "w3id"
# A host and a repository that do not exist (RFC 2606): nobody has been asked to keep the site yet.
SITE = "https://bioprod.example/"
CODE = "https://code.example/bioprod-graph"

_WEIGHT = r";\s*q\s*=\s*(?:(1)(?:\.0*)?|(0(?:\.[0-9]*[1-9])?)\.?0*)"

_HTACCESS = """\
# bioprod-graph: identifiers lead to pages for people and to RDF for programs.
# Written by tools/addresses.py: do not edit. README.md, beside this file, tells what it does.

Options -MultiViews
RewriteEngine On

# Where the site and the code are: the two lines to change when they move.
RewriteRule ^ - [E=SITE:{site}]
RewriteRule ^ - [E=CODE:{code}]

Header always set Access-Control-Allow-Origin "*"
Header always merge Vary Accept env=BY_ACCEPT

# How much a client wants each media type (RFC 9110, 12.5.1): 1 where no weight is told, nothing
# where the type is not accepted; what is said of a type goes before what is said of a range.
{weights}

# The best of them; HTML before all others that are wanted as much, and where nothing fits.
RewriteRule ^ - [E=BEST:0,E=FILE:]
{chosen_first}

# The dataset: its page, or what catalogues harvest, which stands in these forms alone.
RewriteCond %{{ENV:FILE}} .
RewriteRule ^(?:(?:{tags})/?)?$ %{{ENV:SITE}}catalog%{{ENV:FILE}} [R=303,L,E=BY_ACCEPT:1]
RewriteRule ^$ %{{ENV:SITE}} [R=303,L,E=BY_ACCEPT:1]
RewriteRule ^({tags})/?$ %{{ENV:SITE}}$1/ [R=303,L,E=BY_ACCEPT:1]

{chosen_next}

# A thing, or the ontology: the page in a language, or the file beside it.
RewriteCond %{{ENV:FILE}} .
RewriteRule ^({thing}|ontology)(?:/(?:{tags}))?/?$ %{{ENV:SITE}}$1%{{ENV:FILE}} \
[R=303,L,E=BY_ACCEPT:1]
RewriteRule ^({thing}|ontology)(/(?:{tags}))?/?$ %{{ENV:SITE}}$1$2/ [R=303,L,E=BY_ACCEPT:1]

# A module or a version of the ontology: the page of the ontology tells of all.
RewriteCond %{{ENV:FILE}} .
RewriteRule ^(ontology/(?:{module}|{version}))/?$ %{{ENV:SITE}}$1%{{ENV:FILE}} \
[R=303,L,E=BY_ACCEPT:1]
RewriteRule ^ontology/({module})/?$ %{{ENV:SITE}}ontology/#module-$1 [R=303,L,NE,E=BY_ACCEPT:1]
RewriteRule ^ontology/{version}/?$ %{{ENV:SITE}}ontology/ [R=303,L,E=BY_ACCEPT:1]

# A row: the page of its table leads to what the row states.
RewriteRule ^({table})/(?!(?:{tags}|index\\.html)/?$)({row})/?$ %{{ENV:SITE}}$1/#$2 [R=303,L,NE]

# The code; and whatever else the site holds, under the same path.
RewriteRule ^code/?$ %{{ENV:CODE}} [R=302,L]
RewriteRule ^(.*)$ %{{ENV:SITE}}$1 [R=302,L]
"""

_NGINX = """\
# An example for a host of the site, which is a folder made by `bioprod publish`.
# Written by tools/addresses.py: do not edit. Try a copy of it: nginx -t -p FOLDER -c FILE

worker_processes 1;
pid nginx.pid;
error_log stderr;
events {{
}}
http {{
    access_log off;
    types {{
        text/html html;
        text/css css;
        text/javascript js;
        application/json json;
        application/xml xml;
        image/svg+xml svg;
        image/png png;
        text/plain txt;
        text/csv csv;
        application/gzip gz;
{types}
    }}
    default_type application/octet-stream;
    # Of texts alone, so that browsers do not guess; of HTML without being told.
    charset utf-8;
    charset_types text/css text/javascript text/plain text/csv text/turtle;
    gzip on;
    gzip_vary on;
    gzip_types text/css text/javascript text/turtle application/ld+json application/n-triples
        application/rdf+xml application/json application/xml image/svg+xml;

    server {{
        listen 127.0.0.1:8080;
        root site;
        index index.html;
        # An address without its slash leads to the one with it, on this host and port.
        absolute_redirect off;

        # What is published is for everybody, and is what it says it is.
        add_header Access-Control-Allow-Origin "*" always;
        add_header X-Content-Type-Options nosniff always;
        # Pages change with the next edition: browsers ask whether they have.
        add_header Cache-Control "no-cache" always;
        etag on;

        location = /.well-known/void {{
            types {{
            }}
            default_type text/turtle;
        }}
    }}
}}
"""


def write_htaccess(site: str = SITE, code: str = CODE) -> str:
    """Write the rules for a site, whose address ends in a slash."""
    forms = list_choices()
    ranges = {"*/*": [word for word, _, _ in forms]}
    for word, media_type, _ in forms:
        ranges.setdefault(f"{media_type.partition('/')[0]}/*", []).append(word)
    exact = {media_type: [word] for word, media_type, _ in forms}
    weights = [line for each in (ranges | exact).items() for line in _weigh(*each)]
    first, rest = (
        "\n".join(_choose(*form) for form in forms if (form[2] in OF_DATASET) is is_first)
        for is_first in (True, False)
    )
    tags = "|".join(LANGUAGES[1:])
    return _HTACCESS.format(
        site=site, code=code, weights="\n".join(weights),
        chosen_first=first, chosen_next=rest,
        tags=tags, thing=THING, module=MODULE, version=VERSION, table=TABLE, row=ROW,
    )  # fmt: skip


def _weigh(media_range: str, words: list[str]) -> list[str]:
    """Write what is read of a range: that it is accepted, then the weight that is told of it."""
    escaped = "".join(f"\\{c}" if c in "*+." else c for c in media_range)
    start = rf"(?:^|,)\s*{escaped}\s*(?:;(?!\s*q\s*=)[^,;]*)*"
    accepted = " ".join(f"{word}=1" for word in words)
    weighed = " ".join(f"{word}=$1$2" for word in words)
    return [
        f'SetEnvIfNoCase Accept "{start}(?:[,;]|$)" {accepted}',
        f'SetEnvIfNoCase Accept "{start}{_WEIGHT}\\s*(?:[,;]|$)" {weighed}',
    ]


def _choose(word: str, _: str, suffix: str) -> str:
    """Write what takes a form that is wanted more than those before it."""
    return (
        f"RewriteCond expr \"reqenv('{word}') > reqenv('BEST')\"\n"
        f"RewriteRule ^ - [E=BEST:%{{ENV:{word}}},E=FILE:{suffix}]"
    )


def write_nginx() -> str:
    """Write an example for a host."""
    return _NGINX.format(
        types="\n".join(
            f"        {form.media_type} {form.suffix[1:]};" for form in list_formats("statements")
        )
    )


def write_files(*addresses: str) -> dict[str, str]:
    """Write the files by name, for the site and the repository of these addresses if any."""
    return {".htaccess": write_htaccess(*addresses), "nginx.conf": write_nginx()}


if __name__ == "__main__":
    written = write_files(*sys.argv[1:])
    replace_files({FOLDER / name: text.encode() for name, text in written.items()})
