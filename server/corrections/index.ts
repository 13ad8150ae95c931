export { Corrections } from './corrections.ts';
export { regradeJob } from './regrade-job.ts';
export { Regrades } from './regrades.ts';
