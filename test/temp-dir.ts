import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory of the running test's own, removed after it. */
export function tempDir(): string {
  const path = mkdtempSync(join(tmpdir(), 'trivet-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
