export { matchesPattern } from './match.ts';
