export { loadScripts } from './load.ts';
export { composeSteps, parseScript, ScriptError, type ScriptProblem } from './parse.ts';
export { renderBoto3 } from './render-boto3.ts';
export { renderCli } from './render-cli.ts';
export { runScript, StepFailed, type ScriptResult, type ScriptTarget } from './run.ts';
export type { AccountScript, Step } from './schema.ts';
