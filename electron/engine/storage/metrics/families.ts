import type { MetricMetadata } from '../../../../shared/model/series.ts';
import type { WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';

/** Beyond it nothing new is described; a name that nobody reads any more costs as much as one that is read. */
const MOST_FAMILIES = 50_000;

const familyBytes = (name: string, { help, unit }: MetricMetadata): number =>
  24 + name.length + help.length + unit.length;

/** Stores what is said of families; the newest wins. */
export function describeFamilies(
  session: WriteSession,
  { families }: { families: [name: string, metadata: MetricMetadata][] },
): null {
  const known = session.prepare<[string], MetricMetadata>(
    'SELECT type, help, unit FROM metric_families WHERE name = ?',
  );
  const put = session.prepare(
    'INSERT OR REPLACE INTO metric_families (name, type, help, unit) VALUES (?, ?, ?, ?)',
  );
  let room = MOST_FAMILIES - countFamilies(session);
  for (const [name, metadata] of families) {
    const before = known.get(name);
    if (!before && room-- <= 0) continue;
    put.run(name, metadata.type, metadata.help, metadata.unit);
    const bytes = familyBytes(name, metadata) - (before ? familyBytes(name, before) : 0);
    addUsage(session, 'metrics', 0, bytes);
  }
  return null;
}

const countFamilies = (session: WriteSession): number =>
  session.prepare<[], number>('SELECT count(*) FROM metric_families').pluck().get() ?? 0;
