import { TrivetError } from '../../../shared/contract/errors.ts';
import type { ExportFormat } from '../../../shared/contract/trace-export.ts';
import type { RedactionRules } from '../../../shared/redaction/text-redactor.ts';
import { documentTexts } from '../formats/trace-text.ts';
import type { Store } from '../storage/store.ts';

export interface ExportTraces {
  format: ExportFormat;
  traceIds?: string[] | undefined;
  filter?: { query: string; start: bigint; end: bigint; fileId?: number | undefined } | undefined;
  spanIds?: string[] | undefined;
  subtree: boolean;
  /** What is replaced by marks; null for nothing. */
  redaction: RedactionRules | null;
}

/** Takes a piece of text; false when nobody wants more. */
export type TakeText = (text: string) => Promise<boolean>;

class NoMoreWanted extends Error {}

const TRACES_A_PAGE = 500;

/**
 * Writes traces as one document of the format, a piece at a time. A trace that was named must be stored; one that a
 * search found and retention took since is left out.
 *
 * @throws TrivetError
 */
export async function exportTraces(
  store: Store,
  asked: ExportTraces,
  take: TakeText,
  signal: AbortSignal,
): Promise<void> {
  const { format, spanIds, subtree, redaction } = asked;
  const text = documentTexts[format];
  let between = '';
  const write = async (piece: string) => {
    if (!(await take(piece))) throw new NoMoreWanted();
  };
  try {
    await write(text.start);
    for await (const { traceId, named } of tracesOf(store, asked, signal)) {
      let first = true;
      const piece = async (part: string) => {
        await write(first ? between + part : part);
        first = false;
        between = ',';
      };
      const found = await store.readPieces(
        'traces.export',
        { traceId, format, spanIds, subtree, redaction },
        piece,
        {
          signal,
        },
      );
      if (!found && named) throw notStored(traceId);
    }
    await write(text.end);
  } catch (error) {
    if (!(error instanceof NoMoreWanted)) throw error;
  }
}

export const notStored = (traceId: string) =>
  new TrivetError('not_found', `no trace ${traceId} is stored`, {
    cure: 'It may have been deleted by age or size. A pinned trace is kept.',
  });

async function* tracesOf(
  store: Store,
  { traceIds, filter, spanIds }: ExportTraces,
  signal: AbortSignal,
): AsyncGenerator<{ traceId: string; named: boolean }, void, void> {
  if ((traceIds === undefined) === (filter === undefined)) {
    throw new TrivetError('invalid_params', 'either traceIds or a filter must be given');
  }
  if (spanIds && traceIds?.length !== 1) {
    throw new TrivetError('invalid_params', 'spans are named of one trace');
  }
  for (const traceId of traceIds ?? []) yield { traceId, named: true };
  if (!filter) return;
  let cursor: string | undefined;
  do {
    const search = { ...filter, order: 'newest' as const, limit: TRACES_A_PAGE, cursor };
    const page = await store.read('traces.search', search, { signal });
    for (const { traceId } of page.traces) yield { traceId, named: false };
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
}
