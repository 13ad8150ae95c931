import { Type } from 'typebox';
import {
  ArtifactBody,
  ArtifactReply,
  ArtifactsReply,
  DraftReply,
  HintReply,
  HintsReply,
  Id,
  OpenHintBody,
  RowId,
} from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const config = { access: 'learner' } as const;
const Params = Type.Object({ id: RowId });
const FileName = Type.String({ pattern: '^[A-Za-z0-9_][A-Za-z0-9_. -]*$', maxLength: 80 });

/** What a learner does inside a lab session besides the account: hints opened, files handed in, and what is typed for them. */
export function labSessionWorkRoutes(app: App, { hints, artifacts }: Services): void {
  app.get(
    '/api/lab-sessions/:id/hints',
    { config, schema: { params: Params, response: replies({ 200: HintsReply }) } },
    async (request) => await hints.list(request.learner.id, request.params.id),
  );

  app.post(
    '/api/lab-sessions/:id/hints',
    { config, schema: { params: Params, body: OpenHintBody, response: replies({ 200: HintReply }) } },
    async (request) => await hints.open(request.learner.id, request.params.id, request.body),
  );

  app.get(
    '/api/lab-sessions/:id/artifacts',
    { config, schema: { params: Params, response: replies({ 200: ArtifactsReply }) } },
    async (request) => await artifacts.list(request.learner.id, request.params.id),
  );

  app.put(
    '/api/lab-sessions/:id/artifacts/:task/:name',
    {
      config,
      // JSON may write a character with six: the file's own limit is checked on its bytes.
      bodyLimit: 2 * 1024 * 1024,
      schema: {
        params: Type.Object({ id: RowId, task: Id, name: FileName }),
        body: ArtifactBody,
        response: replies({ 200: ArtifactReply }),
      },
    },
    async (request) => {
      const { id, task, name } = request.params;
      return await artifacts.save(request.learner.id, id, { task, name, text: request.body.text });
    },
  );

  app.put(
    '/api/lab-sessions/:id/drafts/:task/:name',
    {
      config,
      bodyLimit: 2 * 1024 * 1024,
      schema: {
        params: Type.Object({ id: RowId, task: Id, name: FileName }),
        body: ArtifactBody,
        response: replies({ 200: DraftReply }),
      },
    },
    async (request) => {
      const { id, task, name } = request.params;
      return await artifacts.saveDraft(request.learner.id, id, { task, name, text: request.body.text });
    },
  );
}
