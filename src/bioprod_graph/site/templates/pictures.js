// Pictures of answers, where the columns allow: a map, bars, a network. The table under them says the same.
const drawAnswer = (() => {
const [WIDE, LINE, FEWEST, MANY] = [720, 22, 2, 40];
const shorten = (words, most) => (words.length > most ? `${words.slice(0, most - 1)}…` : words);
const paint = (tag, attributes, children = []) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};
const isNumber = (term) => /#(integer|decimal|double|float|nonNegativeInteger)$/.test(term?.datatype ?? "") && Number.isFinite(Number(term.value));
const write = (x, y, words, anchor = "start") => paint("text", { x, y, "text-anchor": anchor, fill: "var(--ink)", "font-size": 13 }, [words]);
const frame = (height, title, parts) => paint("svg", { class: "picture", role: "img", viewBox: `0 0 ${WIDE} ${height}`, "aria-label": title }, parts);

// One number of each of a few things.
function drawBars(rows, name, column) {
  const most = Math.max(...rows.map((row) => Number(row[column].value)), 1);
  return frame(rows.length * LINE + 4, text("Chart"), rows.flatMap((row, n) => {
    const [value, y] = [Number(row[column].value), n * LINE];
    const length = (value / most) * (WIDE - 340);
    return [
      write(270, y + 16, shorten(name(row), 42), "end"),
      paint("rect", { x: 280, y: y + 4, width: Math.max(length, 1), height: LINE - 8, fill: "var(--link)" }),
      write(286 + length, y + 16, count(value)),
    ];
  }));
}

// Points at their degrees; east is narrower the further north.
function drawPoints(rows, name, [north, east]) {
  const points = rows.map((row) => [Number(row[east].value), Number(row[north].value), name(row)]);
  const bounds = [0, 1].map((n) => [Math.min(...points.map((point) => point[n])), Math.max(...points.map((point) => point[n]))]);
  const narrow = Math.cos(((bounds[1][0] + bounds[1][1]) / 2) * (Math.PI / 180));
  const scale = Math.min((WIDE - 200) / Math.max((bounds[0][1] - bounds[0][0]) * narrow, 1e-3), 480 / Math.max(bounds[1][1] - bounds[1][0], 1e-3));
  return frame(520, text("Map"), points.flatMap(([x, y, words]) => {
    const [left, top] = [20 + (x - bounds[0][0]) * narrow * scale, 20 + (bounds[1][1] - y) * scale];
    const mark = paint("circle", { cx: left, cy: top, r: 5, fill: "var(--link)", "fill-opacity": 0.7 }, [paint("title", {}, [words])]);
    return points.length > MANY ? [mark] : [mark, write(left + 8, top + 4, words)];
  }));
}

// What is tied stands round a circle.
function drawTies(rows, [source, target], nameOf) {
  const ends = [...new Map(rows.flatMap((row) => [source, target].map((column) => [row[column].value, nameOf(row, column)])))];
  const [middle, radius] = [WIDE / 2, 200];
  const places = new Map(ends.map(([iri], n) => [iri, (n / ends.length) * 2 * Math.PI]));
  const at = (turn, far) => [middle + Math.cos(turn) * far, radius + 30 + Math.sin(turn) * far];
  const lines = rows.map((row) => {
    const [[x1, y1], [x2, y2]] = [source, target].map((column) => at(places.get(row[column].value), radius));
    return paint("line", { x1, y1, x2, y2, stroke: "var(--tie)", "stroke-width": 1.2 });
  });
  return frame(2 * radius + 60, text("Network"), [...lines, ...ends.flatMap(([iri, words]) => {
    const turn = places.get(iri);
    const [[x, y], [left, top]] = [at(turn, radius), at(turn, radius + 10)];
    return [paint("circle", { cx: x, cy: y, r: 4.5, fill: "var(--ink)" }), write(left, top + 4, shorten(words, 26), Math.cos(turn) < 0 ? "end" : "start")];
  })]);
}

// Draws what the columns allow: nothing where a table tells more.
return ({ rows, labels }, kept) => {
  if (!rows || rows.length < FEWEST) return null;
  const every = (column, is) => rows.every((row) => row[column] && is(row[column]));
  const nameOf = (row, column) => (row[`${column}_label`] ?? labels[row[column]?.value])?.value ?? labels[row[column]?.value] ?? row[column]?.value ?? "";
  const numbers = kept.filter((column) => every(column, isNumber));
  const things = kept.filter((column) => every(column, (each) => each.type === "uri"));
  const words = kept.find((column) => !numbers.includes(column));
  const name = (row) => String(nameOf(row, words));
  const degrees = ["lat", "lon"].map((start) => numbers.find((column) => column.startsWith(start)));
  if (degrees.every(Boolean) && words) return drawPoints(rows, name, degrees);
  if (kept.length === 2 && numbers.length === 1 && kept[1] === numbers[0] && rows.length <= MANY && rows.every((row) => Number(row[numbers[0]].value) >= 0)) return drawBars(rows, name, numbers[0]);
  const ends = new Set(things.slice(0, 2).flatMap((column) => rows.map((row) => row[column].value)));
  if (things.length === 2 && kept.length === 2 && ends.size <= MANY) return drawTies(rows, things, (row, column) => String(nameOf(row, column)));
  return null;
};
})();
