import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Story, startStory } from './story.ts';

/** What the demo keeps in its data directory, so that a later start goes on with the same story. */
export interface Memory {
  deployMs: number;
  bornMs: number;
  /** Up to here everything was told. */
  toldUntilMs: number;
}

const FILE = 'demo.json';
export const HISTORY_MS = 900_000;

export function recall(dataDir: string, nowMs: number): Memory {
  try {
    const kept = JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')) as Partial<Memory>;
    const { deployMs, bornMs, toldUntilMs } = kept;
    if ([deployMs, bornMs, toldUntilMs].every((ms) => Number.isFinite(ms) && (ms ?? 0) <= nowMs))
      return kept as Memory;
  } catch {
    // The first start here; a damaged file only costs the thread of the story.
  }
  const { deployMs }: Story = startStory(nowMs);
  return { deployMs, bornMs: nowMs, toldUntilMs: nowMs - HISTORY_MS };
}

export function keep(dataDir: string, memory: Memory): void {
  writeFileSync(join(dataDir, FILE), JSON.stringify(memory), { mode: 0o600 });
}
