import { testProofOf } from './suite.ts';

testProofOf('s3-lifecycle');
