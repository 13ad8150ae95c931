import { Check } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import {
  StartTerminalBody,
  TERMINAL_CLOSE,
  TERMINAL_PROTOCOL,
  TerminalClientFrame,
  TerminalHello,
  TerminalReply,
  TerminalServerFrame,
  TerminalsReply,
} from '../../../server/contract/index.ts';

const hello = { type: 'hello', csrf: 'x', cols: 80, rows: 24 };

describe('frames of a client', () => {
  test.each([
    { type: 'input', data: 'ls\r' },
    { type: 'input', data: '\u0003' },
    { type: 'resize', cols: 2, rows: 1 },
    { type: 'resize', cols: 500, rows: 300 },
  ])('%j is one', (frame) => {
    expect(Check(TerminalClientFrame, frame)).toBe(true);
  });
  test.each([
    null,
    [],
    'input',
    {},
    hello,
    { type: 'input' },
    { type: 'input', data: '' },
    { type: 'input', data: 7 },
    { type: 'input', data: 'x'.repeat(65_537) },
    { type: 'input', data: 'x', more: 1 },
    { type: 'resize', cols: 1, rows: 24 },
    { type: 'resize', cols: 80, rows: 1e9 },
    { type: 'resize', cols: 80.5, rows: 24 },
    { type: 'resize', cols: '80', rows: 24 },
    { type: 'exit', code: 0, why: 'exited' },
  ])('%.60j is none', (frame) => {
    expect(Check(TerminalClientFrame, frame)).toBe(false);
  });
  test('the first one is a hello with a size', () => {
    expect(Check(TerminalHello, hello)).toBe(true);
    expect(Check(TerminalHello, { ...hello, rows: 0 })).toBe(false);
    expect(Check(TerminalHello, { ...hello, csrf: 'x'.repeat(201) })).toBe(false);
    expect(Check(StartTerminalBody, { cols: 80, rows: 24, shell: '/bin/sh' })).toBe(false);
  });
});

test('replies of the server', () => {
  const terminal = { id: 'abcdefgh1234', number: 1, startedAt: '2026-11-27T10:00:00.000Z', alive: true };
  expect(Check(TerminalReply, terminal)).toBe(true);
  const problem = { code: 'TERMINAL_UNAVAILABLE', message: 'x', cure: 'y' };
  expect(Check(TerminalsReply, { available: false, problem, limit: 4, terminals: [terminal] })).toBe(true);
  expect(Check(TerminalServerFrame, { type: 'exit', code: null, why: 'idle' })).toBe(true);
  expect(Check(TerminalServerFrame, { type: 'exit', code: null, why: 'bored' })).toBe(false);
  expect(TERMINAL_PROTOCOL).toBe('groundschool.terminal.1');
  expect(Object.values(TERMINAL_CLOSE).every((code) => code === 1000 || code === 1001 || code >= 4000)).toBe(
    true,
  );
});
