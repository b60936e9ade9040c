import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LastReading } from './stats.ts';
import { type Story, startStory } from './story.ts';

/** What the demo keeps in its data directory, so that a later start goes on with the same story. */
export interface Memory {
  deployMs: number;
  bornMs: number;
  /** Up to here spans and what is counted with them were told. */
  toldUntilMs: number;
  /** Up to here containers were measured: their past is told at once, however long the spans take. */
  statsUntilMs: number;
  /** By container name. */
  readings: [name: string, last: LastReading][];
}

const FILE = 'demo.json';
export const HISTORY_MS = 900_000;

export function recall(dataDir: string, nowMs: number): Memory {
  try {
    const kept = JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')) as Partial<Memory>;
    const { deployMs, bornMs, toldUntilMs, statsUntilMs, readings = [] } = kept;
    if (
      [deployMs, bornMs, toldUntilMs, statsUntilMs].every((ms) => Number.isFinite(ms) && (ms ?? 0) <= nowMs)
    )
      return { ...kept, readings } as Memory;
  } catch {
    // The first start here; a damaged file only costs the thread of the story.
  }
  const { deployMs }: Story = startStory(nowMs);
  const toldUntilMs = nowMs - HISTORY_MS;
  return { deployMs, bornMs: nowMs, toldUntilMs, statsUntilMs: toldUntilMs, readings: [] };
}

export function keep(dataDir: string, memory: Memory): void {
  writeFileSync(join(dataDir, FILE), JSON.stringify(memory), { mode: 0o600 });
}
