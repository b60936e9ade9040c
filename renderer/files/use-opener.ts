import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { useClient } from '../connection/ConnectionProvider.tsx';
import { useViewHref } from '../time/url-state.ts';
import { openFile } from './open-file.ts';
import type { FileSource } from './open-file-store.ts';

interface Opener {
  open(source: FileSource, partial?: boolean): void;
  openUploads(files: File[]): void;
}

/** Opens files one after another; a file with a single trace shows it. */
export function useOpener(): Opener {
  const client = useClient();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const href = useViewHref();
  const open = useCallback<Opener['open']>(
    async (source, partial = false) => {
      if (!client) return;
      const outcome = await openFile(client, source, partial);
      if (outcome.kind !== 'done') return;
      await queries.invalidateQueries();
      const { traces, firstTraceId } = outcome.result;
      if (traces === 1 && firstTraceId) navigate(href(`/traces/${firstTraceId}`));
    },
    [client, queries, navigate, href],
  );
  return {
    open,
    openUploads: (files) => {
      for (const file of files) open({ kind: 'upload', file });
    },
  };
}
