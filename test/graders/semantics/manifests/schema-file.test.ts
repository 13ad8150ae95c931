import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kubernetesSchema } from '../../../helpers/kubernetes-schema.ts';

const file = join(import.meta.dirname, '../../../../graders/semantics/manifests/kubernetes-schema.json');

test('the schema of Kubernetes objects is what the types generate; `vitest run -u` writes it anew', async () => {
  await expect(`${JSON.stringify(kubernetesSchema(), null, 2)}\n`).toMatchFileSnapshot(file);
});
