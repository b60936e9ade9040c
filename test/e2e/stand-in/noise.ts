/** The same figure for the same name and moment, so that every question about a time gets the same answer. */
export function noise(name: string, step: number): number {
  let hash = 0x811c9dc5 ^ step;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

/** -1 to 1, smooth over neighbouring steps. */
export function smooth(name: string, step: number): number {
  return (noise(name, step) + noise(name, step - 1) + noise(name, step - 2)) / 1.5 - 1;
}

export const ramp = (t: number, from: number, to: number) =>
  Math.min(1, Math.max(0, (t - from) / (to - from)));
