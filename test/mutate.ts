/** A small generator with a seed, so that a failure can be repeated. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const interesting = [0, 1, 0x22, 0x5b, 0x7b, 0x7d, 0x7f, 0x80, 0xff];

/** Bytes changed, cut out, doubled or the end cut off. */
export function mutate(bytes: Uint8Array, random: (below: number) => number): Uint8Array<ArrayBuffer> {
  const mutated = Buffer.from(bytes);
  for (let changes = 1 + random(6); changes > 0; changes--) {
    mutated[random(mutated.length)] = random(2) ? random(256) : interesting[random(interesting.length)]!;
  }
  const from = random(mutated.length);
  const to = from + random(mutated.length - from);
  switch (random(4)) {
    case 0:
      return mutated.subarray(0, from);
    case 1:
      return Buffer.concat([mutated.subarray(0, from), mutated.subarray(to)]);
    case 2:
      return Buffer.concat([mutated.subarray(0, to), mutated.subarray(from)]);
    default:
      return mutated;
  }
}
