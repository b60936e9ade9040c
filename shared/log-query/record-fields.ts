import type { ParsedLog } from '../log-format/parsed-log.ts';
import type { Attributes } from '../model/attributes.ts';

/**
 * The fields of a record as searches, facets and columns mean them: those read from its text, those of its exception
 * under OpenTelemetry's names, and what came beside the text.
 */
export function recordFields(parsed: ParsedLog, attributes: Attributes): Attributes {
  const { fields, exception } = parsed;
  if (!exception) return attributes.length === 0 ? fields : [...fields, ...attributes];
  const { type, message, stack } = exception;
  const ofException: [string, string][] = [
    ['exception.type', type],
    ['exception.message', message],
    ['exception.stacktrace', stack],
  ];
  const known = new Set(fields.map(([key]) => key));
  return [...fields, ...ofException.filter(([key, value]) => value !== '' && !known.has(key)), ...attributes];
}
