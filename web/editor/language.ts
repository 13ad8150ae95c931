import { indentUnit } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { TextProblem } from './problem.ts';

/** What the editor knows of a language. Each loads with the first file that needs it. */
export interface Language {
  extensions: Extension;
  problems(name: string, text: string): readonly TextProblem[];
  /** Where the cursor is, in a line; '' where nothing can be said. */
  place(text: string, offset: number): string;
  /** True when Ctrl+Space lists what fits. */
  completes: boolean;
}

const SILENT = { problems: () => [], place: () => '', completes: false };

export async function languageOf(name: string): Promise<Language> {
  if (name === 'yaml') return await kubernetes();
  if (name === 'json') {
    const [{ json }, { jsonProblems }] = await Promise.all([
      import('@codemirror/lang-json'),
      import('./json-problems.ts'),
    ]);
    return {
      ...SILENT,
      extensions: [json(), indentUnit.of('  ')],
      problems: (_name, text) => jsonProblems(text),
    };
  }
  if (name === 'python') {
    const { pythonLanguage } = await import('@codemirror/lang-python');
    return { ...SILENT, extensions: [pythonLanguage, indentUnit.of('    ')] };
  }
  // A line of plain text, such as a presigned URL, is read whole.
  return { ...SILENT, extensions: EditorView.lineWrapping };
}

/** In this course a YAML file that is handed in holds Kubernetes manifests. */
async function kubernetes(): Promise<Language> {
  const [{ yaml }, { autocompletion }, { manifestProblems }, { completeFields }, { placeInWords }] =
    await Promise.all([
      import('@codemirror/lang-yaml'),
      import('@codemirror/autocomplete'),
      import('./manifest-problems.ts'),
      import('./complete-fields.ts'),
      import('./fields.ts'),
    ]);
  return {
    extensions: [
      yaml(),
      indentUnit.of('  '),
      autocompletion({ override: [completeFields], icons: false, maxRenderedOptions: 60 }),
    ],
    problems: manifestProblems,
    place: placeInWords,
    completes: true,
  };
}
