/** What one document is answered, under its action's name (Elasticsearch "Bulk API", response). */
export type ItemResult = { [action: string]: ItemAnswer };

interface ItemAnswer {
  _index: string;
  _id: string;
  status: number;
  [field: string]: unknown;
}

export interface WrittenDocument {
  action: string;
  index: string;
  id: string;
}

const BAD_REQUEST = 400;
const CREATED = 201;

export const isDocumentAction = (action: string): boolean => action === 'index' || action === 'create';

/** How the answer to a document that was written goes on; nothing is replicated and no version is kept. */
export const created = ({ index, id }: Pick<WrittenDocument, 'index' | 'id'>) => ({
  _index: index,
  _id: id,
  _version: 1,
  result: 'created',
  _shards: { total: 1, successful: 1, failed: 0 },
  _seq_no: 0,
  _primary_term: 1,
});

export const createdItem = (document: WrittenDocument): ItemResult => ({
  [document.action]: { ...created(document), status: CREATED },
});

export const failedItem = (
  { action, index, id }: WrittenDocument,
  type: string,
  reason: string,
): ItemResult => ({
  [action]: { _index: index, _id: id, status: BAD_REQUEST, error: { type, reason } },
});

/** The whole answer. @param tookMs how long it took */
export const bulkAnswer = (items: readonly ItemResult[], tookMs: number) => ({
  errors: items.some((item) => Object.values(item).some(({ error }) => error !== undefined)),
  took: Math.max(0, Math.round(tookMs)),
  items,
});

/** An error of a request as a whole, in Elasticsearch's shape. */
export const errorAnswer = (status: number, type: string, reason: string) => ({
  error: { root_cause: [{ type, reason }], type, reason },
  status,
});

/** The answer to a request for one document. */
export function documentAnswer(item: ItemResult): { status: number; json: string } {
  const [{ status, error, ...rest } = { _index: '', _id: '', status: BAD_REQUEST }] = Object.values(item);
  const { type, reason } = (error ?? {}) as { type?: string; reason?: string };
  const answer = error ? errorAnswer(status, type ?? '', reason ?? '') : rest;
  return { status, json: JSON.stringify(answer) };
}
