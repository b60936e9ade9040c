/**
 * Everything in the demo is a function of time and one seed, so that it is the same at every start and can be
 * asked for any moment, past or present, without keeping what was said before.
 */
export type Random = () => number;

const SEED = 0x7472;

/** FNV-1a, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Finalizer of MurmurHash3: every input bit changes about half of the output's. */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** Numbers from 0 to 1 that depend on the parts alone. */
export function seeded(...parts: number[]): Random {
  let state = SEED;
  for (const part of parts) state = mix(state ^ mix(part + 0x9e3779b9));
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state) / 2 ** 32;
  };
}

export function hexDigits(random: Random, digits: number): string {
  let text = '';
  while (text.length < digits)
    text += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, digits);
}

export const between = (random: Random, low: number, high: number) => low + random() * (high - low);
export const wholeBetween = (random: Random, low: number, high: number) =>
  Math.floor(between(random, low, high + 1));

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('there is nothing to pick from');
  return item;
}

/** From -1 to 1, changing smoothly over about `periodMs`; the same for the same name and moment. */
export function wobble(name: string, ms: number, periodMs: number): number {
  const at = ms / periodMs;
  const left = Math.floor(at);
  const key = hashText(name);
  const value = (step: number) => (mix(key ^ mix(step)) / 2 ** 32) * 2 - 1;
  const share = at - left;
  const eased = share * share * (3 - 2 * share);
  return value(left) * (1 - eased) + value(left + 1) * eased;
}
