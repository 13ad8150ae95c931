import { testStatesOf } from './states/suite.ts';

testStatesOf('cost-control', 110);
