import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TSchema } from 'typebox';

/** What the catalog must know of a check to judge a lab's use of it. The checks of graders/checks are such. */
export interface CheckInfo {
  params: TSchema;
  reasons: Readonly<Record<string, { status: string; message: string }>>;
}

export interface UsedChecks {
  /** Ids of all checks there are, for the list of known ones. */
  known: readonly string[];
  /** The checks that some lab names, loaded. */
  used: ReadonlyMap<string, CheckInfo>;
}

/**
 * Imports the checks that the labs below `root` name, and no others: importing a check may bring an SDK client with it.
 * A lab.json that cannot be read is skipped here; the catalog reports it.
 */
export async function loadUsedChecks(
  root: string,
  checks: Readonly<Record<string, () => Promise<{ default: CheckInfo }>>>,
): Promise<UsedChecks> {
  const ids = new Set(
    labFiles(root).flatMap((text) => [...text.matchAll(/"use"\s*:\s*"([^"]+)"/g)].map(([, id = '']) => id)),
  );
  const used = new Map<string, CheckInfo>();
  for (const id of ids) {
    const load = Object.hasOwn(checks, id) ? checks[id] : undefined;
    if (load) used.set(id, (await load()).default);
  }
  return { known: Object.keys(checks).toSorted(), used };
}

function labFiles(root: string): string[] {
  try {
    return readdirSync(join(root, 'labs'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => {
        try {
          return [readFileSync(join(root, 'labs', entry.name, 'lab.json'), 'utf8')];
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
          throw error;
        }
      });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
