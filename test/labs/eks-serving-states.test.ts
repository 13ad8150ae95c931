import { testStatesOf } from './states/suite.ts';

testStatesOf('eks-serving', 110);
