import { testProofOf } from './suite.ts';

testProofOf('ec2-gpu-spot');
