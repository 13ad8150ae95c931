import { describe, expect, it } from 'vitest';
import {
  stateAt,
  timeline,
  type LifecycleConfiguration,
} from '../../../graders/semantics/lifecycle/index.ts';

const today = '2026-11-25';
const config: LifecycleConfiguration = {
  Rules: [
    {
      ID: 'models',
      Status: 'Enabled',
      Filter: { Prefix: 'models/' },
      Transitions: [
        { Days: 30, StorageClass: 'STANDARD_IA' },
        { Days: 90, StorageClass: 'GLACIER_IR' },
      ],
    },
    { ID: 'old', Status: 'Disabled', Filter: {}, Expiration: { Days: 1 } },
  ],
};

describe('lifecycle timeline', () => {
  it('walks an object down the classes and names the rule', () => {
    const probe = { kind: 'current', key: 'models/a.pth' } as const;
    expect(
      timeline(config, probe, { today, untilDay: 400 }).changes.map((c) => [c.day, c.to, c.by.rule.id]),
    ).toEqual([
      [30, 'STANDARD_IA', 'models'],
      [90, 'GLACIER_IR', 'models'],
    ]);
    const at = stateAt(config, probe, { today, ageDays: 29 });
    expect(at.state).toBe('STANDARD');
    expect(at.notes.map((note) => note.why)).toEqual(['not-yet', 'not-yet', 'disabled']);
  });
});
