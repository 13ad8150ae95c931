import { testProofOf } from './suite.ts';

testProofOf('capstone-ml-system');
