import { readFile, stat } from 'node:fs/promises';
import type { AlertFileView, FileFault } from '../../../../shared/contract/alerts.ts';
import type { Problem } from '../../../../shared/contract/app.ts';
import { isObjectivesFile } from '../objectives/is-objectives-file.ts';
import { looksLikeRules, type RulePath } from './rule-paths.ts';
import type { FileFacts, RuleText } from './thread-messages.ts';

const MOST_BYTES = 4 * 2 ** 20;

interface Held {
  view: AlertFileView;
  /** As it was when it was last right; null where it never was. */
  good: string | null;
  /** As it is; null where it cannot be read. */
  text: string | null;
  intervalMs: number | null;
}

/** The texts of rule files: what they say now, and what they last said rightly. */
export class RuleFiles {
  #held = new Map<string, Held>();

  get views(): AlertFileView[] {
    return [...this.#held.values()].map(({ view }) => view);
  }

  has(path: string): boolean {
    return this.#held.has(path);
  }

  /** Reads them all and answers those with something to say. */
  async read(paths: readonly RulePath[], nowMs: number): Promise<RuleText[]> {
    const before = this.#held;
    const held = new Map<string, Held>();
    for (const rulePath of paths) {
      const one = await readOne(rulePath, before.get(rulePath.path), nowMs);
      if (one) held.set(rulePath.path, one);
    }
    this.#held = held;
    return this.texts();
  }

  texts(): RuleText[] {
    return [...this.#held].flatMap(([path, { text, good, intervalMs }]) => {
      const now = text ?? good;
      return now === null ? [] : [{ path, text: now, before: good, intervalMs }];
    });
  }

  /** What became of the texts. */
  judge(facts: readonly FileFacts[]): void {
    for (const { path, errors, warnings } of facts) {
      const held = this.#held.get(path);
      if (!held || held.text === null) continue;
      if (errors.length === 0) held.good = held.text;
      held.view = { ...held.view, state: errors.length > 0 ? 'refused' : 'loaded', errors, warnings };
    }
  }

  /** Files that are refused. */
  problems(): Problem[] {
    return [...this.#held.values()].flatMap(({ view: { path, state, errors }, good }) => {
      const [error] = errors;
      if (state !== 'refused' || !error) return [];
      const place = error.line === null ? path : `${path}:${error.line}`;
      const cure =
        good === null
          ? 'None of its rules is evaluated.'
          : 'Until it is mended, what it last said rightly goes on.';
      return [{ key: `rules:${path}`, severity: 'warning', message: `${place}: ${error.message}`, cure }];
    });
  }
}

async function readOne(
  { path, named, own, intervalMs }: RulePath,
  before: Held | undefined,
  nowMs: number,
): Promise<Held | null> {
  const read = await readText(path);
  const good = before?.good ?? null;
  const view = { path, own, warnings: [], loadedMs: nowMs };
  if (typeof read === 'string') {
    if (isObjectivesFile(read) || (!named && !looksLikeRules(read) && !good)) return null;
    const changed = before?.text !== read;
    const known = changed || !before ? { ...view, state: 'loaded' as const, errors: [] } : before.view;
    return { view: known, text: read, good, intervalMs };
  }
  if (read.missing) {
    // What is no longer there has nothing more to say.
    if (!named) return null;
    return { view: { ...view, state: 'missing', errors: [] }, text: null, good: null, intervalMs };
  }
  if (!named && !good) return null;
  return { view: { ...view, state: 'refused', errors: [read.fault] }, text: null, good, intervalMs };
}

type Unread = { missing: true } | { missing: false; fault: FileFault };

async function readText(path: string): Promise<string | Unread> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) return { missing: false, fault: { message: 'larger than 4 MiB', line: null } };
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { missing: true } : { missing: false, fault: { message, line: null } };
  }
}
