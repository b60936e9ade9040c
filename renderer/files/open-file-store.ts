import { create } from 'zustand';
import type { OpenFileError, OpenFileResult } from '../../shared/contract/files.ts';

export type FileOutcome =
  | { kind: 'reading'; bytesRead: number; bytesTotal: number | null; spans: number; logRecords: number }
  | { kind: 'done'; result: OpenFileResult }
  | { kind: 'refused'; error: OpenFileError }
  | { kind: 'failed'; message: string };

/** Where a file's bytes come from: the window's own hands, or a path that the engine reads itself. */
export type FileSource = { kind: 'upload'; file: File } | { kind: 'path'; path: string };

export interface FileJob {
  key: number;
  name: string;
  /** Null for a file that was to be written. */
  source: FileSource | null;
  outcome: FileOutcome;
  cancel(): void;
}

interface OpenFiles {
  jobs: FileJob[];
  add(job: FileJob): void;
  update(key: number, outcome: FileOutcome): void;
  dismiss(key: number): void;
  /** Tells that a file could not be written. */
  fail(name: string, message: string): void;
}

let nextKey = 1;
export const newFileKey = (): number => nextKey++;

/** Files being opened in this window, and how that ended, until they are put away. */
export const useOpenFiles = create<OpenFiles>((set) => ({
  jobs: [],
  add: (job) => set(({ jobs }) => ({ jobs: [...jobs, job] })),
  update: (key, outcome) =>
    set(({ jobs }) => ({ jobs: jobs.map((job) => (job.key === key ? { ...job, outcome } : job)) })),
  dismiss: (key) => set(({ jobs }) => ({ jobs: jobs.filter((job) => job.key !== key) })),
  fail: (name, message) =>
    set(({ jobs }) => ({
      jobs: [
        ...jobs,
        {
          key: newFileKey(),
          name,
          source: null,
          outcome: { kind: 'failed', message },
          cancel: () => undefined,
        },
      ],
    })),
}));
