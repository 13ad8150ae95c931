import { configureGlobal } from 'fast-check';

// A mutant is met by thousands of runs: generated cases get a fixed seed and stop early. The tables of cases run whole.
configureGlobal({ seed: 20261126, interruptAfterTimeLimit: 100, markInterruptAsFailure: false });
