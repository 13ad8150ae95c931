/** What GET …/deployment answers: a canary of one of two, one alarm that counts and one of another endpoint, a call that was refused. */
import type { DeploymentReply } from '../../../server/contract/index.ts';

const variant = (model: string) => ({ name: 'main', model, type: 'ml.m5.xlarge', count: 2, weight: 1 });

export const deploymentReply = (): DeploymentReply => ({
  endpoint: 'bm-birdsong',
  now: '2026-11-27T08:00:00.000Z',
  state: 'read',
  message: '',
  status: 'InService',
  failure: null,
  createdAt: '2026-11-27T07:10:00.000Z',
  modifiedAt: '2026-11-27T07:40:00.000Z',
  variants: [{ name: 'main', weight: 1, current: 2, desired: 2 }],
  settings: {
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: {
        Type: 'CANARY',
        WaitIntervalInSeconds: 300,
        CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 },
        LinearStepSize: null,
      },
      TerminationWaitInSeconds: 300,
      MaximumExecutionTimeoutInSeconds: null,
    },
    RollingUpdatePolicy: null,
  },
  alarms: [
    {
      name: 'bm-birdsong-errors',
      counts: true,
      problem: '',
      state: 'OK',
      condition: 'Invocation5XXErrors GreaterThanOrEqualToThreshold 1',
      seconds: 60,
    },
    {
      name: 'resnet-errors',
      counts: false,
      problem: 'watches endpoint resnet-endpoint',
      state: 'INSUFFICIENT_DATA',
      condition: 'Invocation5XXErrors GreaterThanThreshold 5',
      seconds: 300,
    },
  ],
  configs: [
    {
      name: 'bm-birdsong-1',
      createdAt: '2026-11-27T07:09:00.000Z',
      current: false,
      variants: [variant('bm-birdsong-1')],
    },
    {
      name: 'bm-birdsong-2',
      createdAt: '2026-11-27T07:38:00.000Z',
      current: true,
      variants: [variant('bm-birdsong-2')],
    },
  ],
  events: [
    {
      at: '2026-11-27T07:10:00.000Z',
      kind: 'created',
      config: 'bm-birdsong-1',
      strategy: null,
      refused: null,
    },
    {
      at: '2026-11-27T07:30:00.000Z',
      kind: 'updated',
      config: 'bm-birdsong-3',
      strategy: null,
      refused: 'ValidationException',
    },
    {
      at: '2026-11-27T07:40:00.000Z',
      kind: 'updated',
      config: 'bm-birdsong-2',
      strategy: 'canary',
      refused: null,
    },
  ],
  unread: [],
});
