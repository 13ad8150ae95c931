export { freeText, record } from './csv.ts';
export { gradebookCsv } from './formats.ts';
export { loadGradebook } from './gradebook.ts';
export { apiText } from './api-text.ts';
