import { TrivetError } from '../../../../shared/contract/errors.ts';

/**
 * A line's place in the order of all: time, then stream, then number in its stream. Its text names the line for
 * good and is where a query can go on from.
 */
export interface LinePosition {
  ns: bigint;
  stream: number;
  seq: number;
}

export const formatPosition = ({ ns, stream, seq }: LinePosition): string => `${ns}.${stream}.${seq}`;

/** @throws TrivetError invalid_params */
export function parsePosition(text: string): LinePosition {
  const match = /^(\d{1,19})\.(\d{1,16})\.(\d{1,16})$/.exec(text);
  if (!match) throw new TrivetError('invalid_params', 'cursor: not a place in the logs');
  return { ns: BigInt(match[1] as string), stream: Number(match[2]), seq: Number(match[3]) };
}

export function comparePositions(a: LinePosition, b: LinePosition): number {
  if (a.ns !== b.ns) return a.ns < b.ns ? -1 : 1;
  return a.stream - b.stream || a.seq - b.seq;
}
