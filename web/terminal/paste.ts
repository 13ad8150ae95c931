/** What may be written into a shell without being run, or why not. */
export type Pasteable =
  { ok: true; text: string } | { ok: false; why: 'empty' | 'control' | 'several-lines' | 'ended' };

// Anything that a terminal or a shell would take for a key: an escape in it would end the bracketed paste early.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const START = '\u001b[200~';
const END = '\u001b[201~';

/**
 * A command as one paste that nothing runs until Enter is pressed: without its last newlines, in brackets where the program
 * in the terminal takes them (`bracketed`). Without them every newline would run a line, so several lines are refused.
 */
export function pasteable(command: string, bracketed: boolean): Pasteable {
  const text = command.replaceAll('\r\n', '\n').replace(/\n+$/, '');
  if (text.trim() === '') return { ok: false, why: 'empty' };
  if (CONTROL.test(text)) return { ok: false, why: 'control' };
  if (bracketed) return { ok: true, text: START + text.replaceAll('\n', '\r') + END };
  return text.includes('\n') ? { ok: false, why: 'several-lines' } : { ok: true, text };
}

/** The clipboard's text as the terminal may have it: what is no letter, newline or tab is left out. */
export const withoutControl = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll(new RegExp(CONTROL, 'g'), '');
