import { testStatesOf } from './states/suite.ts';

testStatesOf('vpc-two-az', 90);
