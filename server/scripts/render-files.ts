import { readFileSync } from 'node:fs';
import { fillKnown, knownItems, type RenderOptions } from './render.ts';
import type { Step } from './schema.ts';
import { labPath } from './values.ts';

type ArtifactStep = Extract<Step, { kind: 'artifact' }>;

/** What a script hands in as a file with lines of its own; a text made of one call's result is part of the code instead. */
export function isFile(step: Step): step is ArtifactStep {
  return (
    step.kind === 'artifact' &&
    ('file' in step.content || step.content.text.trim().includes('\n') || !/\{\{/.test(step.content.text))
  );
}

/**
 * The files that these steps hand in, the lab's names filled in. Places of results that are known only when a script runs
 * stay as they are written, `{{image.image.imageId.imageDigest}}`.
 *
 * @param scope values besides the lab's variables, such as the account
 */
export function renderFiles(
  steps: readonly Step[],
  options: RenderOptions,
  scope: Readonly<Record<string, unknown>>,
): { name: string; text: string }[] {
  const known = { ...options.variables, ...scope };
  return steps.filter(isFile).flatMap((step) =>
    (knownItems(step, options) ?? [undefined]).map((item) => {
      const names = item === undefined ? known : { ...known, item };
      const text =
        'text' in step.content
          ? String(fillKnown<unknown>(fillKnown<unknown>(step.content.text, names), names))
          : readFileSync(
              labPath(options.labFolder, String(fillKnown<unknown>(step.content.file, names))),
              'utf8',
            );
      return { name: step.name, text };
    }),
  );
}
