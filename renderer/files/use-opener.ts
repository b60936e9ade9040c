import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { useClient } from '../connection/ConnectionProvider.tsx';
import type { TrivetClient } from '../connection/connection.ts';
import { useViewHref } from '../time/url-state.ts';
import { logsOfFile } from './logs-of-file.ts';
import { openFile } from './open-file.ts';
import { type FileOutcome, type FileSource, useOpenFiles } from './open-file-store.ts';

/** The engine reads two at a time; a few more wait there, all others here. */
const AT_ONCE = 4;

interface Opener {
  open(source: FileSource, partial?: boolean): void;
  openUploads(files: File[]): void;
  /** Files or folders of the engine's machine. */
  openPaths(paths: string[]): void;
}

/** Opens files, a few at a time. One that was opened alone shows its trace, if it holds but one, or its log. */
export function useOpener(): Opener {
  const client = useClient();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const href = useViewHref();
  const openAll = useCallback(
    async (sources: FileSource[], partial = false) => {
      if (!client) return;
      const outcomes = await inTurn(sources, (source) => openFile(client, source, partial));
      const done = outcomes.filter((outcome) => outcome.kind === 'done');
      if (done.length === 0) return;
      await queries.invalidateQueries();
      const { traces, firstTraceId, logs } = done[0]!.result;
      if (sources.length > 1) return;
      if (traces === 1 && firstTraceId) navigate(href(`/traces/${firstTraceId}`));
      else if (logs && traces === 0) navigate(href('/logs', logsOfFile(logs)));
    },
    [client, queries, navigate, href],
  );
  return {
    open: (source, partial) => void openAll([source], partial),
    openUploads: useCallback(
      (files: File[]) => void openAll(files.map((file) => ({ kind: 'upload', file }))),
      [openAll],
    ),
    openPaths: useCallback(
      async (paths: string[]) => {
        if (client) void openAll(await expanded(client, paths));
      },
      [client, openAll],
    ),
  };
}

async function inTurn(
  sources: readonly FileSource[],
  open: (source: FileSource) => Promise<FileOutcome>,
): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  const waiting = [...sources];
  const worker = async () => {
    for (let source = waiting.shift(); source; source = waiting.shift()) outcomes.push(await open(source));
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, sources.length) }, worker));
  return outcomes;
}

/** Folders become their files; what cannot be looked at is told. */
async function expanded(client: TrivetClient, paths: readonly string[]): Promise<FileSource[]> {
  const sources: FileSource[] = [];
  for (const path of paths) {
    try {
      const { files, left } = await client.call('files.expand', { path });
      sources.push(...files.map((file): FileSource => ({ kind: 'path', path: file.path })));
      if (left > 0) useOpenFiles.getState().fail(path, `${left} more files were not opened`);
    } catch (error) {
      useOpenFiles.getState().fail(path, error instanceof Error ? error.message : String(error));
    }
  }
  return sources;
}
