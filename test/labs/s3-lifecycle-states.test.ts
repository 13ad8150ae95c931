import { testStatesOf } from './states/suite.ts';

testStatesOf('s3-lifecycle', 40);
