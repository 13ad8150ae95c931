export { matrixOf } from './matrix.ts';
export { Runs } from './runs.ts';
