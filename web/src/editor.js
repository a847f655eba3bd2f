// The editor of the SPARQL page: CodeMirror over a field that works without it. Tab leaves it.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: tags.keyword, fontWeight: "600" },
  { tag: [tags.variableName, tags.local(tags.variableName)], color: "var(--unclear)" },
  { tag: [tags.atom, tags.string, tags.literal], color: "var(--link)" },
  { tag: [tags.comment, tags.meta], color: "var(--ink2)" },
]);

const theme = EditorView.theme({
  "&": { backgroundColor: "var(--bg2)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "4px", fontSize: "0.875rem" },
  "&.cm-focused": { outline: "3px solid var(--link)" },
  ".cm-scroller": { minHeight: "14rem", maxHeight: "34rem", fontFamily: "ui-monospace, Menlo, Consolas, monospace", lineHeight: "1.6" },
  ".cm-content": { padding: "10px 0", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--bg2)", color: "var(--ink2)", border: "0" },
  ".cm-fault": { backgroundColor: "var(--hl)", boxShadow: "inset 4px 0 var(--unclear)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--bg3)" },
  ".cm-matchingBracket": { backgroundColor: "var(--bg3)" },
  ".cm-tooltip": { backgroundColor: "var(--bg)", color: "var(--ink)", border: "1px solid var(--edge)" },
  // Few enough to need no scrolling, which a keyboard could not do.
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { maxHeight: "none", overflow: "hidden" },
  ".cm-tooltip-autocomplete ul li": { padding: "4px 8px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--bg3)", color: "var(--ink)" },
  ".cm-completionDetail": { color: "var(--ink2)", fontStyle: "normal" },
});

const setFault = StateEffect.define();
const fault = StateField.define({
  create: () => Decoration.none,
  // It goes when something is written.
  update(marks, { effects, docChanged, state }) {
    const line = effects.find((effect) => effect.is(setFault))?.value;
    if (line) return Decoration.set(Decoration.line({ class: "cm-fault" }).range(state.doc.line(Math.min(line, state.doc.lines)).from));
    return docChanged || line === 0 ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

// `complete(word)` gives what a word may become: { label, detail }.
self.mountEditor = (field, { label, completions, complete, run }) => {
  const suggest = (context) => {
    const word = context.matchBefore(/[?$]?[\w:/-]+/);
    if (/^[?$]/.test(word?.text ?? (context.explicit ? "" : "?"))) return null; // a variable
    return { from: word?.from ?? context.pos, options: complete(word?.text ?? ""), filter: false };
  };
  const place = document.createElement("div");
  field.after(place);
  field.hidden = true;
  // Its styles are objects of its own root: the policy of the page lets no text become a style.
  const root = place.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        lineNumbers(), history(), drawSelection(), bracketMatching(), fault, theme, EditorView.lineWrapping,
        StreamLanguage.define(sparql), syntaxHighlighting(colours), autocompletion({ override: [suggest], icons: false }),
        keymap.of([{ key: "Mod-Enter", run: () => { run(); return true; } }, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorState.phrases.of({ Completions: completions }),
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocorrect: "off", autocapitalize: "off" }),
      ],
    }),
  });
  return {
    read: () => view.state.doc.toString(),
    write: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    mark: (line) => view.dispatch({ effects: setFault.of(line) }),
    goTo(line, column) {
      const { from, to } = view.state.doc.line(Math.min(line, view.state.doc.lines));
      view.dispatch({ selection: { anchor: Math.min(from + column - 1, to) }, scrollIntoView: true });
      view.focus();
    },
  };
};
