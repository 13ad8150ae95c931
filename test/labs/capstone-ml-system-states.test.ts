import { testStatesOf } from './states/suite.ts';

testStatesOf('capstone-ml-system', 80);
