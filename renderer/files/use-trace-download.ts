import { useCallback } from 'react';
import type { StreamInput } from '../../shared/contract/contract.ts';
import { exportFileName } from '../../shared/contract/trace-export.ts';
import { downloadParts } from '../components/download.ts';
import { useClient } from '../connection/ConnectionProvider.tsx';
import type { TrivetClient } from '../connection/connection.ts';
import { useOpenFiles } from './open-file-store.ts';

type ExportParams = StreamInput<'traces.export'>;

/** Downloads traces as one file; a failure is told where opened files are. */
export function useTraceDownload(): (params: ExportParams) => Promise<void> {
  const client = useClient();
  return useCallback(
    async (params: ExportParams) => {
      if (!client) return;
      const name = exportFileName(params.format, params.traceIds);
      try {
        downloadParts(name, await collected(client, params), 'application/json');
      } catch (error) {
        useOpenFiles.getState().fail(name, error instanceof Error ? error.message : String(error));
      }
    },
    [client],
  );
}

/** The pieces become a Blob as they are: the whole text is never one string. */
function collected(client: TrivetClient, params: ExportParams): Promise<string[]> {
  const parts: string[] = [];
  return new Promise((resolve, reject) => {
    client.subscribe('traces.export', params, {
      event: ({ text }) => void parts.push(text),
      end: () => resolve(parts),
      error: reject,
    });
  });
}
