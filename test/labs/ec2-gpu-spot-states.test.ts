import { testStatesOf } from './states/suite.ts';

testStatesOf('ec2-gpu-spot', 90);
