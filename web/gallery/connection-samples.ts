import type { CreatedTokenReply, TokenRow, TokensReply } from '../../server/contract/index.ts';
import { cohort } from './classroom-samples.ts';

const AT = '2026-11-25T09:30:00.000Z';

const token: TokenRow = {
  id: 'token-00000001',
  cohort: cohort.id,
  name: 'grade sync',
  hint: 'gsk_Jc2v',
  role: 'assistant',
  scopes: ['grades:read', 'roster:read'],
  owner: 'Ada Lovelace',
  own: true,
  createdAt: AT,
  expiresAt: '2027-02-23T09:30:00.000Z',
  lastUsedAt: '2026-11-27T06:00:00.000Z',
  endedAt: null,
};

export const tokens: TokensReply = {
  tokens: [
    token,
    {
      ...token,
      id: 'token-00000002',
      name: 'last year’s script with a name that is rather long',
      hint: 'gsk_0o7X',
      owner: 'Olaf Dole',
      own: false,
      expiresAt: null,
      lastUsedAt: null,
      endedAt: AT,
    },
  ],
};

export const madeToken: CreatedTokenReply = {
  token: 'gsk_Jc2v0o7X1tTn5mQb8yLrK4wZ6hFs3dGa9pEuRiVxNkM',
  row: { ...token, lastUsedAt: null },
};
