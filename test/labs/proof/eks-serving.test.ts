import { testProofOf } from './suite.ts';

testProofOf('eks-serving');
