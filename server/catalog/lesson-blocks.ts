import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFence, type Fence } from './markdown/fence.ts';

/** A fenced block of a lesson. */
export interface LessonBlock extends Fence {
  text: string;
  /** 1-based line of the opening fence in the file. */
  line: number;
}

/** A command that a lesson shows and the test suite does not run, and why. */
export interface NotRunBlock {
  part: string;
  /** 1-based line in `lessons/<part>/lesson.md`. */
  line: number;
  reason: string;
  text: string;
}

const OPENING = /^( *)(`{3,}|~{3,})(.*)$/;

/**
 * The fenced blocks of a lesson in their order (lessons/format.md, "Fenced blocks").
 *
 * @param text the whole file with its front matter
 * @param complain called with line and message for a block whose words nobody knows or that never ends
 */
export function lessonBlocks(text: string, complain: (line: number, message: string) => void): LessonBlock[] {
  const lines = text.split('\n');
  const blocks: LessonBlock[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, indent = '', fence = '', info = ''] = OPENING.exec(lines[at] ?? '') ?? [];
    if (fence === '') continue;
    const isEnd = (line: string): boolean => new RegExp(`^ *${fence[0]}{${fence.length},}\\s*$`).test(line);
    const length = lines.slice(at + 1).findIndex(isEnd);
    if (length < 0) {
      complain(at + 1, 'the block never ends');
      return blocks;
    }
    const body = lines
      .slice(at + 1, at + 1 + length)
      .map((line) => line.replace(new RegExp(`^ {0,${indent.length}}`), ''));
    const parsed = parseFence(info.trim(), true);
    if ('problem' in parsed) complain(at + 1, parsed.problem);
    else blocks.push({ ...parsed.fence, text: body.map((line) => `${line}\n`).join(''), line: at + 1 });
    at += length + 1;
  }
  return blocks;
}

/** Every command of the ready lessons that the test suite does not run, in the order of the course. */
export function notRunBlocks(root: string): NotRunBlock[] {
  const course = JSON.parse(readFileSync(join(root, 'lessons', 'course.json'), 'utf8')) as {
    parts: { id: string; status: string }[];
  };
  return course.parts
    .filter(({ id, status }) => status === 'ready' && existsSync(join(root, 'lessons', id, 'lesson.md')))
    .flatMap(({ id }) =>
      lessonBlocks(readFileSync(join(root, 'lessons', id, 'lesson.md'), 'utf8'), () => undefined)
        .filter(({ kind }) => kind === 'norun')
        .map(({ line, argument, text }) => ({ part: id, line, reason: argument ?? '', text })),
    );
}
