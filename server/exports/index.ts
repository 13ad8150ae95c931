export { gradebookCsv } from './formats.ts';
export { loadGradebook } from './gradebook.ts';
