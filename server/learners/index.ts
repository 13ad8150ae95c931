export { LearnerWork } from './learner-work.ts';
