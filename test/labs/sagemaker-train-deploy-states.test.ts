import { testStatesOf } from './states/suite.ts';

testStatesOf('sagemaker-train-deploy', 70);
