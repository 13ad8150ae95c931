import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, nextDiagnostic, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState, Prec, type Text } from '@codemirror/state';
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { languageOf } from './language.ts';
import type { TextProblem } from './problem.ts';

export interface EditorOptions {
  parent: HTMLElement;
  root: ShadowRoot;
  text: string;
  /** Name for screen readers. */
  label: string;
  /** Id, in the same root, of what explains the keys. */
  describedBy: string;
  /** Name of the file, as problems name it. */
  file: string;
  language: string;
  onChange(text: string): void;
  onProblems(problems: readonly TextProblem[]): void;
  onPlace(place: string): void;
}

export interface Editor {
  /** Puts another text in; undo brings the one before back. */
  setText(text: string): void;
  goTo(line: number, column: number): void;
  completes: boolean;
  destroy(): void;
}

/** Pause after the last key before the text is looked at: marks that come and go at every letter help nobody. */
const LOOK_MS = 350;
const PLACE_MS = 120;

/** An editor in a shadow root. Its styles go to the root's adopted sheets and its colours are classes: no inline style, no nonce. */
export async function mountEditor(options: EditorOptions): Promise<Editor> {
  const { parent, root, text, label, describedBy, file, onChange, onProblems, onPlace } = options;
  const language = await languageOf(options.language);
  let lookTimer: ReturnType<typeof setTimeout> | undefined;
  let placeTimer: ReturnType<typeof setTimeout> | undefined;

  const look = () => {
    const problems = language.problems(file, view.state.doc.toString());
    view.dispatch(
      setDiagnostics(
        view.state,
        problems.map((problem) => diagnostic(view.state.doc, problem)),
      ),
    );
    onProblems(problems);
  };
  const place = () => onPlace(language.place(view.state.doc.toString(), view.state.selection.main.head));

  const view = new EditorView({
    parent,
    root,
    doc: text,
    extensions: [
      lineNumbers(),
      lintGutter(),
      history(),
      indentOnInput(),
      bracketMatching(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      syntaxHighlighting(classHighlighter),
      placeholder('Type or paste the file here, or open one.'),
      EditorState.tabSize.of(4),
      EditorView.contentAttributes.of({
        'aria-label': label,
        'aria-describedby': describedBy,
        tabindex: '0',
      }),
      language.extensions,
      leaveWithTab,
      replaceOurselves,
      keymap.of([
        indentWithTab,
        { key: 'F8', run: nextDiagnostic, preventDefault: true },
        ...defaultKeymap,
        ...historyKeymap,
      ]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) {
          onChange(update.state.doc.toString());
          clearTimeout(lookTimer);
          lookTimer = setTimeout(look, LOOK_MS);
        }
        if (update.docChanged || update.selectionSet) {
          clearTimeout(placeTimer);
          placeTimer = setTimeout(place, PLACE_MS);
        }
      }),
    ],
  });
  look();
  return {
    completes: language.completes,
    setText(next) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    goTo(line, column) {
      const at = offsetOf(view.state.doc, line, column);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      view.focus();
    },
    destroy() {
      clearTimeout(lookTimer);
      clearTimeout(placeTimer);
      view.destroy();
    },
  };
}

/** Tab indents, except after Escape: then it leaves, however long one takes. Any other key ends that. */
const leaveWithTab = [
  // First of all, because a key that a key map takes is told to nobody after it.
  Prec.highest(
    EditorView.domEventHandlers({
      keydown(event, view) {
        const keeps = ['Escape', 'Tab', 'Shift', 'Control', 'Alt', 'Meta'].includes(event.key);
        if (!keeps) view.setTabFocusMode(false);
        return false;
      },
      blur(_event, view) {
        view.setTabFocusMode(false);
        return false;
      },
    }),
  ),
  // After the list of what fits, which Escape closes first, and before what else Escape does.
  Prec.high(
    keymap.of([
      {
        key: 'Escape',
        run(view) {
          view.setTabFocusMode(true);
          return false;
        },
      },
    ]),
  ),
];

/**
 * Text over a selection is put in by the editor, not by the browser: that would copy the colours of what it replaces into
 * a style attribute, which the page's policy forbids.
 */
const replaceOurselves = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== 'insertText' || event.data === null || view.composing) return false;
    // Of the page, not of the state: the browser may have selected something that the editor has not heard of yet.
    const range = event.getTargetRanges()[0] ?? selectedIn(view.root);
    if (!range || range.collapsed) return false;
    const { startContainer, startOffset, endContainer, endOffset } = range;
    if (![startContainer, endContainer].every((node) => view.contentDOM.contains(node))) return false;
    const from = view.posAtDOM(startContainer, startOffset);
    const insert = view.state.toText(event.data);
    event.preventDefault();
    view.dispatch({
      changes: { from, to: view.posAtDOM(endContainer, endOffset), insert },
      selection: { anchor: from + insert.length },
      userEvent: 'input.type',
      scrollIntoView: true,
    });
    return true;
  },
});

/** In a shadow root Chromium tells no target ranges, and has a selection of the root's own. */
function selectedIn(root: DocumentOrShadowRoot & { getSelection?(): Selection | null }): Range | undefined {
  const selection = root.getSelection?.() ?? document.getSelection();
  return selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : undefined;
}

function offsetOf(doc: Text, line: number, column: number): number {
  const found = doc.line(Math.min(Math.max(1, line), doc.lines));
  return Math.min(found.from + Math.max(0, column - 1), found.to);
}

/** A problem has a place; what is marked is the word there, or the last letter of its line. */
function diagnostic(doc: Text, { line, column, where, message }: TextProblem): Diagnostic {
  const from = offsetOf(doc, line, column);
  const row = doc.lineAt(from);
  const word = /^[^\s:,]+/.exec(doc.sliceString(from, row.to))?.[0].length ?? 0;
  const at = word === 0 && from > row.from ? from - 1 : from;
  return {
    from: at,
    to: word === 0 ? from : from + word,
    severity: 'error',
    message: where ? `${where} ${message}` : message,
  };
}
