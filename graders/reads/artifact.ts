import { Absent, defineLocalRead, MAX_ARTIFACT_BYTES, type ArtifactFile } from '../kit/index.ts';

export interface ArtifactArgs {
  /** Task that the file was handed in for. */
  task: string;
  /** Name that the task asks for. */
  name: string;
  /** Take the last file whatever its name when none has this one: for tasks that want a single file. */
  anyName?: boolean;
}

export interface Artifact {
  name: string;
  bytes: number;
  /** Null when it cannot be read; then `problem` says why. */
  text: string | null;
  problem: string | null;
}

/** The last file of that name (lab-catalogue §1: the last one counts). */
export function findArtifact(
  files: readonly ArtifactFile[],
  { name, anyName }: ArtifactArgs,
): ArtifactFile | undefined {
  const named = files.findLast((file) => baseName(file.name) === name);
  if (named) return named;
  return anyName === true ? files.at(-1) : undefined;
}

/** A submitted file as text. Absent: NoSuchArtifact. */
export const artifact = defineLocalRead<ArtifactArgs, Artifact>({
  id: 'artifact:file',
  source: 'artifact',
  evidenceName: artifactName,
  call: ({ artifacts }, args) => {
    const file = findArtifact(artifacts(args.task), args);
    return file ? Promise.resolve(decode(file)) : Promise.reject(new Absent('NoSuchArtifact'));
  },
});

/** `artifact:<task id>/<file>`, as reports name it (design §10). */
export function artifactName({ task, name }: ArtifactArgs): string {
  return `artifact:${task}/${name}`;
}

function decode({ name, bytes, size = bytes.byteLength }: ArtifactFile): Artifact {
  const known = { name: baseName(name), bytes: size };
  if (size > MAX_ARTIFACT_BYTES) {
    return {
      ...known,
      text: null,
      problem: `it has ${size} bytes, more than ${MAX_ARTIFACT_BYTES}`,
    };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.includes('\0')) return { ...known, text: null, problem: 'it is a binary file' };
    return { ...known, text, problem: null };
  } catch {
    return { ...known, text: null, problem: 'it is not UTF-8 text' };
  }
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
