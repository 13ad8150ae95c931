import { testProofOf } from './suite.ts';

testProofOf('cost-control');
