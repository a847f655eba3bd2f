-- One round: a node takes the least label of its neighbours, if it is less than its own. Labels are
-- nodes at first; when a round changes none, nodes of one label are one component.
SELECT labels.node AS node, least(labels.value, min(coalesce(near.value, labels.value))) AS value
FROM labels
LEFT JOIN (
  SELECT source AS node, target AS other FROM edges
  UNION ALL
  SELECT target AS node, source AS other FROM edges
) AS ends ON ends.node = labels.node
LEFT JOIN labels AS near ON near.node = ends.other
GROUP BY labels.node, labels.value
