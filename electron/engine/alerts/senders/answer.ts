import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { SendOutcome } from './sender.ts';

/** What is read of an answer: more than any documented one, less than what could hurt. */
const MOST_BYTES = 64 * 1024;
const MOST_TOLD = 300;
const LONGEST_PAUSE_MS = 3_600_000;

export interface Answer {
  /** Host and port that answered. */
  from: string;
  status: number;
  /** Cut where it is too long. */
  body: string;
  /** How long the receiver asked to be left alone. */
  afterMs: number | undefined;
}

export async function readAnswer(response: IncomingMessage, from: string, nowMs: number): Promise<Answer> {
  const { statusCode: status = 0, headers } = response;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MOST_BYTES) break;
  }
  response.destroy();
  const body = Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8');
  return { from, status, body, afterMs: pause(headers['retry-after'], nowMs) };
}

/** Seconds or a date. Source: RFC 9110, 10.2.3 */
function pause(retryAfter: string | undefined, nowMs: number): number | undefined {
  if (retryAfter === undefined) return undefined;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - nowMs;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS) : undefined;
}

interface Judging {
  /** Answers beside 429 and 5xx that may be better next time. */
  retried?: readonly number[];
  /** What the body says is wrong; the body itself where it cannot be read. */
  detail?(body: string): string | undefined;
}

/** 2xx is success; 5xx and 429 may be better next time; all others stay as they are. */
export function judged(answer: Answer, { retried = [], detail }: Judging = {}): SendOutcome {
  const { status, from, body, afterMs } = answer;
  if (status >= 200 && status < 300) return { ok: true };
  const said = (detail?.(body) ?? body).replace(/\s+/g, ' ').trim();
  const cut = said.length > MOST_TOLD ? `${said.slice(0, MOST_TOLD)}…` : said;
  const name = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  const error = `${from} answered ${name}${cut === '' ? '' : `: ${cut}`}`;
  const retry = status >= 500 || status === 429 || retried.includes(status);
  return { ok: false, retry, error, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** The answer as JSON; undefined where it is none. */
export function answeredJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
