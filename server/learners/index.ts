export { Comments } from './comments.ts';
export { LearnerWork } from './learner-work.ts';
