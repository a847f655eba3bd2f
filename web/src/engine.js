// The engine of the SPARQL page, in a worker: the page stays quick, and who ends the worker ends the query.
import init, { Store, defaultGraph, namedNode } from "oxigraph/web.js";

const LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
const MERGE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }";

const unpack = (packed) => new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();

async function open({ wasm, dataset }) {
  const [program, statements] = await Promise.all([unpack(wasm), unpack(dataset)]);
  await init({ module_or_path: program });
  const store = new Store();
  store.load(new Uint8Array(statements), { format: "application/n-quads" });
  // The default graph is the merge of the named ones, each statement once.
  store.update(MERGE);
  return store;
}

function readLabel(store, iri, language) {
  const labels = store.match(namedNode(iri), namedNode(LABEL), null, defaultGraph()).map((quad) => quad.object);
  return (labels.find((label) => label.language === language) ?? labels[0])?.value;
}

const isUsed = (store, iri) => store.query(`ASK { VALUES ?t { <${iri}> } { ?t ?p ?o } UNION { ?s ?t ?o } UNION { ?s ?p ?t } UNION { GRAPH ?t { ?s ?p ?o } } }`);

// What is shown of rows: the first ones, with the names of what stands in them.
function show(store, written, { language, most }) {
  const { head, results, boolean } = JSON.parse(written);
  if (!results) return { boolean };
  const rows = results.bindings.slice(0, most);
  const iris = new Set(rows.flatMap((row) => Object.values(row)).filter(({ type }) => type === "uri").map(({ value }) => value));
  const labels = Object.fromEntries([...iris].map((iri) => [iri, readLabel(store, iri, language)]));
  return { columns: head.vars, rows, count: results.bindings.length, labels };
}

function answer(store, { query, format, ...asked }) {
  const begun = performance.now();
  const written = store.query(query, { results_format: format });
  const told = asked.most ? show(store, written, asked) : { written };
  return { ...told, time: performance.now() - begun, unknown: (asked.terms ?? []).filter((iri) => !isUsed(store, iri)) };
}

let opened;
self.onmessage = async ({ data: { id, packed, ...asked } }) => {
  try {
    if (packed) opened = open(packed);
    const store = await opened;
    self.postMessage({ id, ...(packed ? {} : answer(store, asked)) });
  } catch (error) {
    self.postMessage({ id, error: String(error?.message ?? error) });
  }
};
