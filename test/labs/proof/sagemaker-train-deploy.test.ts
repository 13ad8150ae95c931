import { testProofOf } from './suite.ts';

testProofOf('sagemaker-train-deploy');
