import fp from 'fastify-plugin';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Services } from '../services.ts';
import { countJobs } from '../store/index.ts';

/** GET /metrics for Prometheus, on this machine only. */
export const metrics = fp<{ services: Services }>(
  async (app, { services }) => {
    const registry = new Registry();
    // Its own registry and its own timers: a second app in the same process must not count into the first.
    collectDefaultMetrics({ register: registry });
    const requests = new Histogram({
      name: 'groundschool_http_request_seconds',
      help: 'Duration of requests by route, method and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2],
      registers: [registry],
    });
    const errors = new Counter({
      name: 'groundschool_http_errors_total',
      help: 'Replies with status 500 and above',
      registers: [registry],
    });
    new Gauge({
      name: 'groundschool_jobs',
      help: 'Jobs that wait or run',
      labelNames: ['state'],
      registers: [registry],
      async collect() {
        const { waiting, running } = await countJobs(services.db);
        this.set({ state: 'waiting' }, waiting);
        this.set({ state: 'running' }, running);
      },
    });
    new Gauge({
      name: 'groundschool_event_streams',
      help: 'Pages that follow a lab session',
      registers: [registry],
      collect() {
        this.set(services.events.listenerCount);
      },
    });
    new Gauge({
      name: 'groundschool_terminals',
      help: 'Open terminals, and pages that watch one',
      labelNames: ['what'],
      registers: [registry],
      collect() {
        const { terminals, viewers } = services.terminals.counts();
        this.set({ what: 'terminals' }, terminals);
        this.set({ what: 'viewers' }, viewers);
      },
    });
    new Gauge({
      name: 'groundschool_engine_ready',
      help: '1 when the sandbox can be used',
      registers: [registry],
      collect() {
        this.set(Number(services.engine().status === 'ready'));
      },
    });

    app.addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'none';
      const status = String(reply.statusCode);
      requests.observe({ method: request.method, route, status }, reply.elapsedTime / 1_000);
      if (reply.statusCode >= 500) errors.inc();
    });

    app.get('/metrics', { config: { access: 'loopback', rateLimit: false } }, async (_request, reply) =>
      reply.type(registry.contentType).send(await registry.metrics()),
    );
  },
  { name: 'metrics' },
);
