/** Terminals in the browser: a real shell in a locked box, one door out of it. See README.md. */
export { Terminals, type TerminalsOptions } from './terminals.ts';
export type { ExitFrame, Terminal, Viewer } from './terminal.ts';
