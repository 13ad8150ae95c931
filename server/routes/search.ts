import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { searchDocuments, type Catalog } from '../catalog/index.ts';
import { SearchReply } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

interface Packed {
  etag: string;
  plain: Buffer;
  gzip: Buffer;
  br: Buffer;
}

/**
 * What the browser searches in. The same for everybody and as long as the process lives, so it is written and compressed
 * once, at the first request, and afterwards answered by its tag.
 */
export function searchRoutes(app: App, { catalog }: Services): void {
  let packed: Packed | undefined;
  app.get(
    '/api/search',
    { config: { access: 'learner' }, schema: { response: replies({ 200: SearchReply }) } },
    async (request, reply) => {
      packed ??= pack(catalog);
      void reply.header('cache-control', 'private, no-cache').header('etag', packed.etag);
      void reply.header('vary', 'accept-encoding').type('application/json; charset=utf-8');
      if (request.headers['if-none-match']?.includes(packed.etag))
        return reply.code(304).send(undefined as never);
      const accepted = request.headers['accept-encoding'] ?? '';
      const encoding = (['br', 'gzip'] as const).find((name) => accepted.includes(name));
      if (encoding) void reply.header('content-encoding', encoding);
      // Bytes go out as they are; the schema is kept by a test.
      return reply.send(packed[encoding ?? 'plain'] as unknown as SearchReply);
    },
  );
}

function pack(catalog: Catalog): Packed {
  const plain = Buffer.from(JSON.stringify({ documents: searchDocuments(catalog) } satisfies SearchReply));
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  return {
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
    plain,
    gzip: gzipSync(plain, { level: 9 }),
    br: brotliCompressSync(plain, quality),
  };
}
