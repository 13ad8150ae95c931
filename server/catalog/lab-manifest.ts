import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommonVariables, LabManifest } from '../../graders/contract/index.ts';
import { SourceDocument, validate } from './document.ts';
import { labDigest, labIds, LabNotFound, withParamFiles, type LabForGrading } from './lab-files.ts';
import { CatalogError, ProblemList } from './problems.ts';

export { labIds, type LabForGrading } from './lab-files.ts';

/**
 * Loads `labs/<id>/lab.json` and the common variables.
 *
 * @throws LabNotFound with the known ids; CatalogError with every problem of the two files
 */
export function loadLabForGrading(root: string, id: string): LabForGrading {
  if (!labIds(root).includes(id)) throw new LabNotFound(id, labIds(root));
  const problems = new ProblemList();
  const file = `labs/${id}/lab.json`;
  const text = readFileSync(join(root, file), 'utf8');
  const document = new SourceDocument(file, text, problems);
  const manifest = validate(document, LabManifest, problems);
  const commonFile = 'labs/variables.json';
  const commonText = readFileSync(join(root, commonFile), 'utf8');
  const common = validate(new SourceDocument(commonFile, commonText, problems), CommonVariables, problems);
  if (!manifest || !common) throw new CatalogError(problems.sorted());
  const folder = join(root, 'labs', id);
  const complete = withParamFiles(manifest, folder, (path, message, remedy) =>
    problems.add(document.place(path), message, remedy),
  );
  if (problems.count > 0) throw new CatalogError(problems.sorted());
  const digest = labDigest([text, ...complete.texts]);
  return { manifest: complete.manifest, common, digest, folder };
}
