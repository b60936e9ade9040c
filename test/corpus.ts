import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folder of real files of every format; it is not part of the project and may be absent. */
export const corpusDir = resolve(process.env.TRIVET_CORPUS ?? join(root, '..', 'shared', 'corpus'));
export const hasCorpus = existsSync(corpusDir);

export const corpusFile = (path: string): string => join(corpusDir, path);
export const readCorpus = (path: string): Buffer => readFileSync(corpusFile(path));
