export * from './errors.ts';
export * from './types.ts';
export { clientConfig } from './client-config.ts';
export { grade } from './grade.ts';
export { rejudge } from './rejudge.ts';
export { resolveVariables, type VariablesInput } from './variables.ts';
export { labPolicy, type PolicyInput } from './policy.ts';
export { explain } from './explain.ts';
export { judgeCheck, type SlotResult } from './judge.ts';
