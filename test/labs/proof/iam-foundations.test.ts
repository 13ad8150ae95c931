import { testProofOf } from './suite.ts';

testProofOf('iam-foundations');
