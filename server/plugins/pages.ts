import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import fp from 'fastify-plugin';
import { CodedError } from '../errors.ts';
import { nonceOf } from './security-headers.ts';

/** What index.html carries where the reply's nonce goes. */
const PLACEHOLDER = '__CSP_NONCE__';

/** The built web app: hashed assets for ever, everything else checked each time, one page for all addresses of the app. */
export const pages = fp<{ webDir: string }>(
  async (app, { webDir }) => {
    await app.register(fastifyStatic, { root: webDir, serve: false, index: false, cacheControl: false });

    app.get(
      '/assets/*',
      { config: { access: 'public', rateLimit: false }, exposeHeadRoute: true },
      async (request, reply) => {
        const path = (request.params as { '*': string })['*'];
        return reply
          .header('cache-control', 'public, max-age=31536000, immutable')
          .sendFile(`assets/${path}`);
      },
    );

    app.get(
      '/*',
      { config: { access: 'public', rateLimit: false }, exposeHeadRoute: true },
      async (request, reply) => {
        const path = (request.params as { '*': string })['*'];
        if (path === 'api' || path.startsWith('api/')) return reply.callNotFound();
        if (/\.[a-z0-9]+$/i.test(path) && path !== 'index.html') {
          return reply.header('cache-control', 'no-cache').sendFile(path);
        }
        const file = join(webDir, 'index.html');
        let html: string;
        try {
          html = await readFile(file, 'utf8');
        } catch (error) {
          throw new CodedError('PAGE_NOT_BUILT', { file }, { cause: error });
        }
        return reply
          .header('cache-control', 'no-cache')
          .type('text/html; charset=utf-8')
          .send(html.replaceAll(PLACEHOLDER, nonceOf(reply.raw)));
      },
    );
  },
  { name: 'pages', dependencies: ['security-headers'] },
);
