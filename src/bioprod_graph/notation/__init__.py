"""How things are written: so that programs read them back as they were, and terminals only show.

visible · width · columns · markdown   for people: what acts on a terminal is seen, not obeyed
xml · rdf · blank_nodes                for programs: whole and well-formed, or refused by name
"""
