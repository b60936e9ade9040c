import type { StreamInput } from '../../../../shared/contract/contract.ts';
import type { LogExportFormat } from '../../../../shared/contract/logs.ts';
import { downloadParts } from '../../../components/download.ts';
import type { TrivetClient } from '../../../connection/connection.ts';

export interface LogExport {
  /** False when it was cancelled. */
  done: Promise<boolean>;
  cancel(): void;
}

const FILES: Record<LogExportFormat, [name: string, type: string]> = {
  ndjson: ['trivet-logs.ndjson', 'application/x-ndjson'],
  csv: ['trivet-logs.csv', 'text/csv'],
  plain: ['trivet-logs.log', 'text/plain'],
  text: ['trivet-logs.txt', 'text/plain'],
  syslog: ['trivet-logs.syslog', 'text/plain'],
};
/** So many pieces are given to the browser as one: it keeps large ones out of the page's own memory. */
const PIECES = 256;

/** Streams a whole result into one file; the text is never one string. */
export function saveLogs(
  client: TrivetClient,
  params: StreamInput<'logs.export'> & { format: LogExportFormat },
  onRead: (characters: number) => void,
): LogExport {
  const blobs: Blob[] = [];
  let pieces: string[] = [];
  let read = 0;
  const [name, type] = FILES[params.format];
  const settle = () => {
    if (pieces.length > 0) blobs.push(new Blob(pieces));
    pieces = [];
  };
  const { promise: done, resolve, reject } = Promise.withResolvers<boolean>();
  const subscription = client.subscribe('logs.export', params, {
    event({ text }) {
      pieces.push(text);
      read += text.length;
      if (pieces.length >= PIECES) settle();
      onRead(read);
    },
    end() {
      settle();
      downloadParts(name, blobs, type);
      resolve(true);
    },
    error: reject,
  });
  return {
    done,
    cancel() {
      subscription.dispose();
      resolve(false);
    },
  };
}
