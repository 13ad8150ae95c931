import { testStatesOf } from './states/suite.ts';

testStatesOf('iam-foundations', 60);
