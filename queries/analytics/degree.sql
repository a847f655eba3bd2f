-- The number of nodes that a node is linked to; links in and links out are added up.
SELECT nodes.node AS node, count(ends.node) AS value
FROM nodes
LEFT JOIN (
  SELECT source AS node FROM edges
  UNION ALL
  SELECT target AS node FROM edges
) AS ends ON ends.node = nodes.node
GROUP BY nodes.node
