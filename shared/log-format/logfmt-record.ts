import { isBlank } from './bytes.ts';
import { knownKeys } from './json-keys.ts';
import { caps } from './json-value.ts';
import { KeyedRecord } from './keyed-record.ts';
import { behindQuotedIn, keyEndIn, plainValue, unquoted } from './pairs.ts';
import type { ParsedLog } from './parsed-log.ts';

/** Reads `key=value key="value"` as a record; words without a key become the message where no key names one. */
export function readLogfmtRecord(text: string): ParsedLog {
  const record = new KeyedRecord();
  const bare: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (isSpace(text, at)) {
      at++;
      continue;
    }
    const equals = keyEndIn(text, at);
    const from = equals < 0 ? at : equals + 1;
    const quoted = equals >= 0 && text[from] === '"';
    let to = from;
    if (quoted) to = behindQuotedIn(text, from, '"');
    else while (to < text.length && !isSpace(text, to)) to++;
    const raw = text.slice(from, to);
    if (equals < 0) {
      if (bare.length < caps.keys) bare.push(raw);
    } else add(record, text.slice(at, equals), quoted ? unquoted(raw) : raw, quoted);
    at = to;
  }
  const parsed = record.finish('logfmt', false, null);
  if (parsed.message === '') parsed.message = bare.join(' ');
  return parsed;
}

function add(record: KeyedRecord, key: string, value: string, quoted: boolean): void {
  const known = knownKeys.get(key);
  // Ids may be all digits, and are text all the same.
  const asText = quoted || (known !== undefined && known.role !== 'level');
  record.add(key, asText ? value : plainValue(value), known);
}

const isSpace = (text: string, at: number): boolean => isBlank(text.charCodeAt(at)) || text[at] === '\n';
