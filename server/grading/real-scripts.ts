import { dirname } from 'node:path';
import type { ScriptRunner } from './ports.ts';

/** Runs `setup.yaml` of a lab; a lab without one starts in an empty account. */
export function createScriptRunner(): ScriptRunner {
  return {
    async setup({ lab, variables, target }) {
      const { loadScripts, runScript } = await import('../scripts/index.ts');
      const root = dirname(dirname(lab.folder));
      const scripts = loadScripts(root, lab.manifest.id);
      const setup = scripts.get('setup');
      if (!setup) return { artifacts: new Map() };
      return await runScript(setup, { scripts, labFolder: lab.folder, variables, target });
    },
  };
}
