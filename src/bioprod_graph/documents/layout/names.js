// Names as people write them: what the room `names` of the program does, for who types in a page.
// Both hold to the cases of tests/data/names/cases.json.
const letters = { œ: "oe", æ: "ae", ø: "o", ł: "l", đ: "d", ς: "σ" };

// Upper case takes ß apart, as folding does.
const fold = (words) => words.normalize("NFKC").toUpperCase().toLowerCase()
  .replace(/[œæøłđς]/g, (letter) => letters[letter]).normalize("NFD").replace(/\p{Mn}/gu, "");

// Full stops do not part words, nor do noughts before a number count.
const splitWords = (words) => (fold(words.replaceAll(".", "")).match(/[\p{L}\p{N}]+/gu) ?? [])
  .map((word) => (/^\p{Nd}+$/u.test(word) ? word.replace(/^0+(?=.)/, "") : word));

// One letter left out, too many, another, or two exchanged; in a short word, another letter is another word.
function isSlip(asked, word) {
  const [longer, shorter] = asked.length < word.length ? [word, asked] : [asked, word];
  if (asked.length < 3 || longer.length - shorter.length > 1) return false;
  let at = 0;
  while (at < shorter.length && longer[at] === shorter[at]) at += 1;
  const rest = longer.slice(at + 1);
  if (rest === shorter.slice(longer.length - shorter.length ? at : at + 1)) return true;
  return longer.length === shorter.length && longer[at] === shorter[at + 1]
    && longer[at + 1] === shorter[at] && longer.slice(at + 2) === shorter.slice(at + 2);
}

const compare = (a, b) => (a < b ? -1 : Number(a > b));
const sorted = (words) => [...words].sort(compare).join(" ");

class Index {
  names = new Map();

  // `more` are words that may be asked for beside the name, such as its kind.
  add(name, thing, more = "") {
    const words = splitWords(name);
    const key = `${words.join("\0")}\0\0${thing}`;
    if (words.length) this.names.set(key, { key, name, words, thing, joined: words.join(""), ordered: sorted(words), more: splitWords(more) });
  }

  find(asked) {
    const words = splitWords(asked);
    const all = [...this.names.values()];
    let found = all.filter((name) => name.joined === words.join(""));
    if (!found.length) found = all.filter((name) => name.ordered === sorted(words));
    return [...new Set(found.map((name) => name.thing))].sort(compare);
  }

  search(asked) {
    const words = splitWords(asked);
    const joined = words.join("");
    const exact = new Set(this.find(asked));
    const holds = (name, fits) => words.every((word) => name.words.some((other) => fits(word, other)));
    const ranked = [...this.names.values()].flatMap((name) => {
      const held = holds(name, (word, other) => word === other);
      const near = held || name.joined === joined || isSlip(joined, name.joined)
        || holds(name, (word, other) => word === other || isSlip(word, other));
      return near && joined ? [[exact.has(name.thing) ? 0 : 1, held ? 0 : 1, Math.abs(name.joined.length - joined.length), name]] : [];
    });
    ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || compare(a[3].key, b[3].key));
    return [...new Set(ranked.map(([, , , name]) => name.thing))];
  }

  // While a name is typed: first whose words begin so, then whose name and kind do, then what comes near.
  suggest(asked) {
    const words = splitWords(asked);
    if (!words.length) return [];
    const begins = (name, others) => words.every((word) => others.some((other) => other.startsWith(word)));
    const exact = this.find(asked);
    const own = [...this.names.values()].filter((name) => begins(name, name.words));
    const kindly = [...this.names.values()].filter((name) => begins(name, [...name.words, ...name.more]));
    own.sort((a, b) => a.joined.length - b.joined.length || compare(a.key, b.key));
    return [...new Set([...exact, ...[...own, ...kindly].map((name) => name.thing), ...this.search(asked)])];
  }
}
