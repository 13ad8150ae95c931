import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from 'typebox';
import { fillVariables, type Catalog, type Lab } from '../catalog/index.ts';
import { Id, LabReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import { hintCosts, learnerVariables } from '../grading/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

/** What everybody may see of a lab, and the files that it hands out. */
export function labRoutes(app: App, { catalog }: Services): void {
  app.get(
    '/api/labs/:lab',
    {
      config: { access: 'learner' },
      schema: { params: Type.Object({ lab: Id }), response: replies({ 200: LabReply }) },
    },
    async (request) =>
      labReply(
        findLab(catalog, request.params.lab),
        learnerVariables(catalog, request.learner, request.params.lab),
      ),
  );

  app.get(
    '/api/labs/:lab/files/*',
    {
      config: { access: 'learner' },
      schema: {
        params: Type.Object({ lab: Id, '*': Type.String({ maxLength: 300 }) }),
        response: replies({ 200: Type.Unsafe<Buffer>({}) }),
      },
    },
    async (request, reply) => {
      const { lab: id, '*': path } = request.params;
      const lab = findLab(catalog, id);
      // Only what was listed at start is served, so that no path leads out of the folder.
      if (!lab.files.some((file) => file.path === path)) {
        const known =
          lab.files
            .map((file) => file.path)
            .slice(0, 50)
            .join(', ') || 'none';
        throw new CodedError('LAB_FILE_NOT_FOUND', { lab: id, path, known });
      }
      const name = path.split('/').at(-1) ?? 'file';
      return reply
        .header('content-disposition', `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`)
        .type('application/octet-stream')
        .send(await readFile(join(lab.folder, 'files', path)));
    },
  );
}

function findLab(catalog: Catalog, lab: string): Lab {
  const found = catalog.labs.get(lab);
  if (found) return found;
  throw new CodedError('LAB_NOT_FOUND', { lab, known: [...catalog.labs.keys()].join(', ') || 'none' });
}

function labReply(lab: Lab, variables: Record<string, string | number | boolean>): LabReply {
  const { manifest } = lab;
  return {
    id: manifest.id,
    title: manifest.title,
    summary: manifest.summary,
    part: lab.part,
    minutes: manifest.minutes,
    costNote: manifest.costNote,
    introHtml: fillVariables(lab.introHtml, variables),
    hintCosts: [...hintCosts(manifest)],
    tasks: manifest.tasks.map(({ id, title, kind, points, after, artifacts = [] }) => ({
      id,
      title,
      kind,
      points,
      after,
      artifacts,
      hints: lab.tasks.get(id)?.hints.length ?? 0,
    })),
    files: [...lab.files],
  };
}
