export * from './check.ts';
export * from './common.ts';
export * from './deadline.ts';
export * from './decide.ts';
export * from './observation.ts';
export * from './read.ts';
export * from './template.ts';
