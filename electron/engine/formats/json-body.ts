import { isAscii } from 'node:buffer';
import { err, ok, type Result } from '../../../shared/util/result.ts';
import type { DecodeLimits } from './limits.ts';
import { scanJson } from './otlp/json-scan.ts';
import type { RequestFault } from './otlp/traces-request.ts';

/** A request's body as JSON, looked at before it is parsed, for JSON.parse makes every object that it is told to. */
export function parseJsonBody(bytes: Uint8Array, limits: DecodeLimits): Result<unknown, RequestFault> {
  const { depth, containers, longestDigits } = scanJson(bytes, {
    ...limits,
    items: Number.POSITIVE_INFINITY,
  });
  if (depth > limits.jsonDepth) return err(malformed(`JSON nested deeper than ${limits.jsonDepth} levels`));
  if (containers > limits.jsonContainers) {
    return err({ kind: 'too many', message: `more than ${limits.jsonContainers} objects in one request` });
  }
  // ASCII is copied as it is, which is faster.
  const encoding = isAscii(bytes) ? 'latin1' : 'utf8';
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding);
  try {
    return ok(longestDigits >= LONG_NUMBER ? JSON.parse(text, exactIntegers) : JSON.parse(text));
  } catch (error) {
    return err(malformed(`no JSON: ${error instanceof Error ? error.message : String(error)}`));
  }
}

export const malformed = (message: string): RequestFault => ({ kind: 'malformed', message });

/**
 * A double would round an integer of so many digits. Times in microseconds have 16 and fit, so that a body with
 * nothing longer is parsed without the slow way.
 */
const LONG_NUMBER = 17;
const INTEGER = /^-?\d{17,20}$/;

function exactIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && source && INTEGER.test(source) ? BigInt(source) : value;
}
