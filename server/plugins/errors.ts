import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { ErrorReply } from '../contract/index.ts';
import { CodedError, type ErrorCode } from '../errors.ts';

/** Errors of Fastify and its plugins, in our words. */
const FOREIGN: Readonly<Record<string, ErrorCode>> = {
  FST_CSRF_MISSING_SECRET: 'CSRF',
  FST_CSRF_INVALID_TOKEN: 'CSRF',
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BAD_JSON',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BAD_JSON',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BAD_JSON',
  FST_UNDER_PRESSURE: 'OVERLOADED',
};

/** Answers every error as an ErrorReply, and unknown addresses under /api with 404 or 405. */
export const errorReplies = fp(
  async (app) => {
    app.setErrorHandler((error: FastifyError | CodedError, request, reply) => {
      const coded = toCoded(error, request);
      if (coded.statusCode >= 500) request.log.error({ err: error }, coded.message);
      return send(reply, coded);
    });

    app.setNotFoundHandler((request, reply) => {
      const path = request.url.split('?')[0] ?? '';
      // The pages' catch-all answers every GET, so it is no sign that an address exists.
      const allowed = app.routeTable
        .filter(({ url }) => url !== '/*' && matches(url, path))
        .map(({ method }) => method);
      const { method } = request;
      if (allowed.length === 0 || allowed.includes(method))
        return send(reply, new CodedError('NOT_FOUND', { method, url: path }));
      const list = [...new Set(allowed)].toSorted().join(', ');
      void reply.header('allow', list);
      return send(reply, new CodedError('METHOD_NOT_ALLOWED', { method, url: path, allowed: list }));
    });
  },
  { name: 'error-replies', dependencies: ['route-table'] },
);

function matches(url: string, path: string): boolean {
  return new RegExp(`^${url.replace(/:\w+/g, '[^/]+').replace(/\*/g, '.*')}$`).test(path);
}

function toCoded(error: FastifyError | CodedError, request: FastifyRequest): CodedError {
  if (error instanceof CodedError) return error;
  if (error.validation) {
    const part = error.validationContext ?? 'body';
    const details = error.validation.map(({ instancePath, message, params }) => {
      const extra = params['additionalProperty'];
      return `${part}${instancePath} ${message ?? ''}${typeof extra === 'string' ? ` ("${extra}")` : ''}`;
    });
    return new CodedError('BAD_REQUEST', {}, { details: [...new Set(details)], cause: error });
  }
  const code = FOREIGN[error.code];
  if (code !== undefined) return new CodedError(code, {}, { cause: error });
  // The file server's word for a path that leads out of its folder.
  if (error.statusCode === 403 || error.statusCode === 404) {
    return new CodedError('NOT_FOUND', { method: request.method, url: request.url }, { cause: error });
  }
  if (error.statusCode === 400)
    return new CodedError('BAD_REQUEST', {}, { details: [error.message], cause: error });
  return new CodedError('INTERNAL', { request: request.id }, { cause: error });
}

function send(reply: FastifyReply, error: CodedError): FastifyReply {
  const body: ErrorReply = {
    code: error.code,
    message: error.message,
    ...(error.cure === undefined ? {} : { cure: error.cure }),
    ...(error.details.length === 0 ? {} : { details: [...error.details] }),
  };
  return reply
    .code(error.statusCode)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(body);
}
