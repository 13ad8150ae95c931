import type { FastifySchema } from 'fastify';
import fp from 'fastify-plugin';
import type { Scope } from '../contract/index.ts';
import type { Access } from './access.ts';

export interface RouteEntry {
  method: string;
  url: string;
  access: Access | undefined;
  /** What a token must be for; undefined where no token is taken. */
  scope: Scope | undefined;
  schema: FastifySchema | undefined;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route as it was registered. */
    routeTable: readonly RouteEntry[];
  }
}

/** Keeps a list of all routes: for 405 replies, and for the test that tries each of them as every caller. */
export const routeTable = fp(
  async (app) => {
    const table: RouteEntry[] = [];
    app.decorate('routeTable', table);
    app.addHook('onRoute', ({ method, url, config, schema }) => {
      const { access, scope } = config ?? {};
      for (const one of [method].flat()) table.push({ method: one, url, access, scope, schema });
    });
  },
  { name: 'route-table' },
);
