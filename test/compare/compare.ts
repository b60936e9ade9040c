import { readFileSync } from 'node:fs';
import type { Api } from './programs.ts';

export interface Query {
  /** What Trivet is asked. */
  trivet: string;
  /** What Prometheus 2.42 is asked: the same, but for names that have changed since. */
  prometheus: string;
}

export const queries: Query[] = readFileSync(new URL('./queries.promql', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => {
    const [trivet = '', prometheus = trivet] = line.split(' ||| ');
    return { trivet, prometheus };
  });

/** Values that differ by less, relative to the larger, are the same. */
const TOLERANCE = 1e-9;
/** Differences told of one query. */
const MOST_TOLD = 5;

export interface Answered {
  status: string;
  error?: string;
  data?: { resultType: string; result: unknown };
}

export async function ask(api: Api, path: string, parameters: Record<string, string>): Promise<Answered> {
  const body = new URLSearchParams(parameters);
  const answer = await fetch(`${api.url}/api/v1/${path}`, { method: 'POST', body, headers: api.headers });
  return (await answer.json()) as Answered;
}

type Point = [seconds: number, value: string];
interface Series {
  metric: Record<string, string>;
  value?: Point;
  values?: Point[];
}

/** What two answers differ in, in words; nothing where they are the same. */
export function differences(theirs: Answered, ours: Answered): string[] {
  if (theirs.status !== ours.status) {
    return [`${theirs.status} ${theirs.error ?? ''} | ${ours.status} ${ours.error ?? ''}`];
  }
  if (!theirs.data || !ours.data) return [];
  if (theirs.data.resultType !== ours.data.resultType) {
    return [`a ${theirs.data.resultType} | a ${ours.data.resultType}`];
  }
  if (theirs.data.resultType === 'scalar') {
    const [their, our] = [theirs.data.result as Point, ours.data.result as Point];
    return samePoint(their, our) ? [] : [`${their} | ${our}`];
  }
  return seriesDifferences(theirs.data.result as Series[], ours.data.result as Series[]).slice(0, MOST_TOLD);
}

function seriesDifferences(theirs: Series[], ours: Series[]): string[] {
  const rest = new Map(ours.map((one) => [keyOf(one), one]));
  const found = theirs.flatMap((their) => {
    const key = keyOf(their);
    const our = rest.get(key);
    rest.delete(key);
    return our ? pointDifferences(key, pointsOf(their), pointsOf(our)) : [`${key} | nothing`];
  });
  return [...found, ...[...rest.keys()].map((key) => `nothing | ${key}`)];
}

const keyOf = ({ metric }: Series): string =>
  JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1)));
const pointsOf = ({ value, values }: Series): Point[] => values ?? (value ? [value] : []);

function pointDifferences(key: string, theirs: Point[], ours: Point[]): string[] {
  if (theirs.length !== ours.length) return [`${key}: ${theirs.length} points | ${ours.length} points`];
  return theirs.flatMap((their, at) => {
    const our = ours[at];
    return our && samePoint(their, our) ? [] : [`${key}: ${their.join(' ')} | ${our?.join(' ')}`];
  });
}

function samePoint([theirTime, their]: Point, [ourTime, our]: Point): boolean {
  if (theirTime !== ourTime) return false;
  if (their === our) return true;
  const [a, b] = [Number(their.replace('Inf', 'Infinity')), Number(our.replace('Inf', 'Infinity'))];
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}
