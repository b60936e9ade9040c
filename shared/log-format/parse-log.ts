import type { Attributes } from '../model/attributes.ts';
import type { LogFormat } from './formats.ts';
import type { ParsedLog } from './parsed-log.ts';

/** Reads a record's text in the format that was found for it; `unknown` is looked for. It never throws. */
export function parseLog(body: string, format: LogFormat = 'unknown'): ParsedLog {
  const fields = body.startsWith('{') && (format === 'json' || format === 'unknown') ? objectOf(body) : null;
  const empty = { timeUnixNano: null, severityNumber: 0, severityText: '', traceId: '', spanId: '' };
  return {
    ...empty,
    format: fields ? 'json' : 'plain',
    message: fields ? '' : body,
    fields: fields ?? [],
    exception: null,
    repaired: null,
  };
}

function objectOf(body: string): Attributes | null {
  try {
    return Object.entries(JSON.parse(body) as Record<string, unknown>).map(([key, value]) => [
      key,
      typeof value === 'object' ? JSON.stringify(value) : (value as string | number | boolean),
    ]);
  } catch {
    return null;
  }
}
