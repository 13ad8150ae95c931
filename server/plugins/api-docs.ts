import swagger from '@fastify/swagger';
import fp from 'fastify-plugin';

/** OpenAPI from the routes' schemas, with a page at /api/docs. Development only: the page is a devDependency. */
export const apiDocs = fp<{ version: string }>(
  async (app, { version }) => {
    await app.register(swagger, {
      openapi: {
        info: { title: 'Groundschool', version, description: 'What the web app and the command line call.' },
      },
      hideUntagged: false,
    });
    const { default: swaggerUi } = await import('@fastify/swagger-ui');
    await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: false });
  },
  { name: 'api-docs' },
);
