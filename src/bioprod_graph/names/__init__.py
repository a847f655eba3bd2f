"""Names as people write them: brought to one form, found, compared, and the nearest suggested.

index       which things are called so, or nearly
likeness    how likely a thing is meant by what somebody wrote, from 0 to 100
"""

from bioprod_graph.names.index import Index, find_near, pair_alike, split_words, suggest
from bioprod_graph.names.likeness import CERTAIN, Matcher, Resemblance, is_certain
