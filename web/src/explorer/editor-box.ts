/* The text itself: CodeMirror, with complaints as underlines, in the margin, and said on demand. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { defaultHighlightStyle, HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { html } from '../dom';
import type { Complaint } from './api';

export interface Box {
  root: HTMLElement;
  text(): string;
  /** Another text, without the history of the last. */
  set(text: string): void;
  /** A change that can be undone. */
  put(text: string): void;
  mark(complaints: readonly Complaint[]): void;
  go(line: number, column: number): void;
}

export function fits(text: string, bytes: number): boolean { return new TextEncoder().encode(text).length + 64 < bytes; }

/* Shape and weight, and two inks: colour means lane on this page. */
const INK = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--ink)', fontWeight: '700' },
  { tag: tags.definition(tags.propertyName), color: 'var(--ink)', fontWeight: '700' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.string, tags.content, tags.attributeValue], color: 'var(--ink)' },
  { tag: [tags.punctuation, tags.separator, tags.bracket, tags.squareBracket, tags.brace], color: 'var(--muted)' },
]);

const LOOK = EditorView.theme({
  '&': { border: '1px solid var(--axis)', borderRadius: '8px', backgroundColor: 'var(--card)', color: 'var(--ink)', fontSize: '.84rem' },
  '&.cm-focused': { outline: '3px solid var(--focus)', outlineOffset: '2px' },
  '.cm-scroller': { fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace', lineHeight: '1.5', height: 'min(32rem, 70vh)', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'var(--sunk)', color: 'var(--muted)', borderRight: '1px solid var(--line)', borderRadius: '8px 0 0 8px' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--wash) 55%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--wash)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'color-mix(in srgb, var(--focus) 30%, transparent)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--err) 1.5px', textUnderlineOffset: '3px' },
  '.cm-lint-marker-error': { content: '""', width: '.7em', height: '.7em', margin: '.35em .1em', backgroundColor: 'var(--err)' },
  '.cm-tooltip, .cm-panels': { backgroundColor: 'var(--card)', color: 'var(--ink)', border: '1px solid var(--axis)' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--err)' },
  '.cm-textfield, .cm-button': { backgroundColor: 'var(--card)', backgroundImage: 'none', color: 'var(--ink)', border: '1px solid var(--axis)', borderRadius: '6px' },
});

function diagnosticOf(state: EditorState, { line, column, message }: Complaint): Diagnostic[] {
  if (line <= 0 || line > state.doc.lines) return [];
  const row = state.doc.line(line), from = Math.min(row.to, row.from + Math.max(0, column - 1));
  /* to the end of the word, or the line where it stands before nothing */
  const word = /^[^\s:,{}[\]]+/.exec(row.text.slice(from - row.from));
  return [{ from: word ? from : row.from, to: word ? from + word[0].length : row.to, severity: 'error', message }];
}

export function boxOf(moved: () => void, label: string): Box {
  let telling = true;
  const extensions = [lineNumbers(), lintGutter(), history(), drawSelection(), highlightActiveLine(), highlightSelectionMatches(),
    search({ top: true }), yaml(), indentUnit.of('  '), syntaxHighlighting(INK), syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
    keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap, indentWithTab]), LOOK,
    EditorView.contentAttributes.of({ 'aria-label': label, id: 'editor-text', tabindex: '0', autocapitalize: 'off' }),
    EditorView.updateListener.of((update) => { if (update.docChanged && telling) moved(); })];
  /* Under a shadow root its styles are adopted sheets, which the page's content security policy allows. */
  const root = html('div', { class: 'yaml' }), inside = root.attachShadow({ mode: 'open' });
  const view = new EditorView({ parent: inside, root: inside, state: EditorState.create({ doc: '', extensions }) });
  return {
    root, text: () => view.state.doc.toString(),
    set(text) {
      telling = false;
      view.setState(EditorState.create({ doc: text, extensions }));
      telling = true;
    },
    put(text) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }); },
    mark(complaints) {
      view.dispatch(setDiagnostics(view.state, complaints.flatMap((complaint) => diagnosticOf(view.state, complaint))));
    },
    go(line, column) {
      const row = view.state.doc.line(Math.min(view.state.doc.lines, Math.max(1, line)));
      const anchor = Math.min(row.to, row.from + Math.max(0, column - 1));
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      view.focus();
    },
  };
}
