import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import { SETTINGS_FILE, TELEMETRY_FILE } from '../writer/open-files.ts';

export const BACKUP_FILES = [SETTINGS_FILE, TELEMETRY_FILE];
const MANIFEST_FILE = 'backup.json';

const manifestSchema = z.object({
  format: z.literal(1),
  createdMs: z.number(),
  version: z.string(),
  files: z.array(z.object({ name: z.enum(BACKUP_FILES), bytes: z.number().int().positive() })),
});
export type BackupManifest = z.infer<typeof manifestSchema>;

/** Written last: a directory with it is a whole backup. Answers the bytes of the files together. */
export function writeManifest(dir: string, version: string, nowMs: number): number {
  const files = BACKUP_FILES.map((name) => ({ name, bytes: statSync(join(dir, name)).size }));
  const manifest: BackupManifest = { format: 1, createdMs: nowMs, version, files };
  writeFileSync(join(dir, MANIFEST_FILE), JSON.stringify(manifest, null, 2), { mode: 0o600 });
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** @throws TrivetError not_found when the directory holds no whole backup */
export function readManifest(dir: string): BackupManifest {
  const broken = (why: string) =>
    new TrivetError('not_found', `${dir} is no backup of Trivet: ${why}`, {
      cure: 'Name a directory that `trivet backup` made.',
    });
  let text: string;
  try {
    text = readFileSync(join(dir, MANIFEST_FILE), 'utf8');
  } catch {
    throw broken(`it has no ${MANIFEST_FILE}`);
  }
  const parsed = manifestSchema.safeParse(parseJson(text));
  if (!parsed.success) throw broken(`${MANIFEST_FILE} cannot be read`);
  for (const name of BACKUP_FILES) {
    const entry = parsed.data.files.find((file) => file.name === name);
    const bytes = statSync(join(dir, name), { throwIfNoEntry: false })?.size;
    if (!entry || bytes !== entry.bytes) throw broken(`${name} is missing or cut`);
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Judged by the schema.
    return undefined;
  }
}
