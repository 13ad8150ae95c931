export * from './verdict.ts';
export * from './lab-manifest.ts';
export * from './policy.ts';
