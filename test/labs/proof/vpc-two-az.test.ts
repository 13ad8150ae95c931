import { testProofOf } from './suite.ts';

testProofOf('vpc-two-az');
