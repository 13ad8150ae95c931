import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import { offersAt, type Offer } from './fields.ts';

/** The fields that fit at the cursor, while a word is typed or when asked for. */
export function completeFields({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const found = offersAt(state.doc.toString(), pos);
  if (!found || (!explicit && found.from === pos)) return null;
  const typed = state.sliceDoc(found.from, pos);
  // What is written out is not offered: Enter must begin the next line.
  if (found.offers.some(({ label }) => label === typed)) return null;
  return { from: found.from, options: found.offers.map(option) };
}

function option({ label, detail, required, insert }: Offer): Completion {
  return {
    label,
    detail,
    boost: required ? 50 : 0,
    apply: (view: EditorView, _completion, from: number, to: number) => {
      // A name that is being corrected has its colon already.
      const rest = view.state.sliceDoc(to, view.state.doc.lineAt(to).to);
      const text = /^[\w.-]*\s*:/.test(rest) ? label : insert;
      view.dispatch({
        changes: { from, to, insert: text },
        selection: { anchor: from + text.length },
        userEvent: 'input.complete',
      });
    },
  };
}
