/** Where something stands in a file of the course. Lines and columns count from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

/** One thing that is wrong with the content, and what to do about it. */
export interface Problem extends Place {
  /** JSON pointer of the field, or empty for running text. */
  path: string;
  message: string;
  remedy: string;
}

/** `lessons/s3/quiz.yaml:8:5 /items/1/type must be … Remedy.` */
export function formatProblem(problem: Problem): string {
  const path = problem.path === '' ? '' : ` ${problem.path}`;
  return `${problem.file}:${problem.line}:${problem.column}${path} ${problem.message}. ${problem.remedy}`;
}

/** Collects what is wrong, so that an author sees everything at once. */
export class ProblemList {
  readonly #problems: Problem[] = [];

  add(place: Place, message: string, remedy: string, path = ''): void {
    const { file, line, column } = place;
    this.#problems.push({ file, line, column, path, message, remedy });
  }

  /** In the order of files and lines, each once. */
  sorted(): Problem[] {
    const seen = new Map(this.#problems.map((problem) => [formatProblem(problem), problem]));
    return [...seen.values()].sort(
      (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
    );
  }

  get count(): number {
    return this.#problems.length;
  }
}

/** The course cannot be loaded. Holds all problems of all files; nothing was loaded. */
export class CatalogError extends Error {
  readonly code = 'CATALOG_INVALID';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'One problem' : `${problems.length} problems`;
    super(`${count} in the course content; nothing was loaded.\n${problems.map(formatProblem).join('\n')}`);
    this.name = 'CatalogError';
    this.problems = problems;
  }
}
