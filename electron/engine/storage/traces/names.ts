import type { StatementCache } from '../session.ts';

const MOST_CACHED = 50_000;

/** An id never comes again with another text, so each reader keeps those it has met. */
const caches = new WeakMap<StatementCache, Map<number, string>>();

/** The text of a service or span name. */
export function nameText(session: StatementCache, id: number): string {
  let cache = caches.get(session);
  if (!cache) {
    cache = new Map();
    caches.set(session, cache);
  }
  let text = cache.get(id);
  if (text === undefined) {
    text =
      session.prepare<[number], { text: string }>('SELECT text FROM trace_names WHERE id = ?').get(id)
        ?.text ?? '';
    if (cache.size >= MOST_CACHED) cache.clear();
    cache.set(id, text);
  }
  return text;
}

/** Null when no span ever had the name. */
export function findName(session: StatementCache, text: string): number | null {
  const row = session
    .prepare<[string], { id: number }>('SELECT id FROM trace_names WHERE text = ?')
    .get(text);
  return row?.id ?? null;
}
