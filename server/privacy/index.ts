export { sessionClearer } from './sessions.ts';
export { Privacy } from './privacy.ts';
