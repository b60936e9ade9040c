import type { LogField, LogFields } from '../../../../shared/contract/logs.ts';
import { quantityOf } from '../../../../shared/log-query/value-test.ts';
import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';
import type { StatementCache } from '../session.ts';
import { valueTexts } from './search/record-fields-of.ts';
import { sampleResult } from './search/result-sample.ts';
import { type StoredQuery, StoredSearch } from './search/stored-search.ts';

export interface FieldsQuery extends StoredQuery {
  keys?: string[] | undefined;
  /** Values of each field to answer at most. */
  values: number;
  /** Records to read at most. */
  read: number;
}

/** Fields told apart; a log with more has keys that are values. */
const MOST_FIELDS = 2000;
/** Different values of one field that are counted. */
const MOST_DISTINCT = 5000;

/** The fields of a result with their most frequent values, from an even sample of it. */
export function* logFields(session: StatementCache, params: FieldsQuery): Generator<void, LogFields, void> {
  const tally = new FieldTally(params.keys);
  const stored = new StoredSearch(session, params);
  const containers = new NameTally();
  const services = new NameTally();
  const part = yield* sampleResult(
    session,
    stored,
    params.read,
    (block, index) => tally.add(block.record(index).fields),
    ({ stream }, count) => {
      const { container, service } = stored.stream(stream);
      containers.add(container, count);
      services.add(service, count);
    },
  );
  return {
    fields: tally.fields(params.values),
    containers: containers.most(),
    services: services.most(),
    ...part,
  };
}

/** Names are few: one for each container that ever was. */
const MOST_NAMES = 500;

class NameTally {
  readonly #records = new Map<string, number>();

  add(name: string, records: number): void {
    if (name !== '' && records > 0) this.#records.set(name, (this.#records.get(name) ?? 0) + records);
  }

  most(): [name: string, records: number][] {
    return [...this.#records].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_NAMES);
  }
}

interface Tally {
  records: number;
  numbers: number;
  values: Map<string, number>;
  more: boolean;
}

/** Counts fields and their values over records; bounded in both. */
export class FieldTally {
  readonly #wanted: ReadonlySet<string> | null;
  readonly #fields = new Map<string, Tally>();

  constructor(keys: readonly string[] | undefined) {
    this.#wanted = keys ? new Set(keys) : null;
  }

  add(fields: Attributes): void {
    const seen = new Set<string>();
    for (const [key, value] of fields) {
      // A key that stands twice in a record counts once.
      if (seen.has(key) || (this.#wanted && !this.#wanted.has(key))) continue;
      seen.add(key);
      this.#addValue(key, value);
    }
  }

  /** Those that most records have come first. */
  fields(values: number): LogField[] {
    const all = [...this.#fields].map(([key, tally]): LogField => {
      const { records, numbers, more } = tally;
      const sorted = [...tally.values].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      const kind = numbers === records ? 'number' : 'text';
      return { key, kind, records, distinct: sorted.length, more, values: sorted.slice(0, values) };
    });
    return all.sort((a, b) => b.records - a.records || (a.key < b.key ? -1 : 1));
  }

  #addValue(key: string, value: AttributeValue): void {
    let tally = this.#fields.get(key);
    if (!tally) {
      if (this.#fields.size >= MOST_FIELDS) return;
      tally = { records: 0, numbers: 0, values: new Map(), more: false };
      this.#fields.set(key, tally);
    }
    tally.records++;
    if (quantityOf(value)?.kind === 'number') tally.numbers++;
    for (const text of new Set(valueTexts(value))) {
      const known = tally.values.get(text);
      if (known !== undefined) tally.values.set(text, known + 1);
      else if (tally.values.size < MOST_DISTINCT) tally.values.set(text, 1);
      else tally.more = true;
    }
  }
}
