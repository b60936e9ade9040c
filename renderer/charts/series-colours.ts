import { likelySlot } from '../components/colours.ts';

const SLOTS = 12;

/**
 * A colour for each line of one chart: its name's own where that is free in this chart, else the next. So a service
 * keeps its colour everywhere and the lines of one chart stay apart as far as there are colours; what they are given
 * is not remembered, for a query may have thousands of names.
 */
export function seriesColours(names: readonly string[]): string[] {
  const taken = new Map<number, number>();
  let fewest = 0;
  return names.map((name) => {
    if ([...taken.values()].filter((count) => count > fewest).length === SLOTS) fewest++;
    const wanted = likelySlot(name);
    let slot = wanted;
    for (let i = 0; i < SLOTS; i++) {
      slot = ((wanted - 1 + i) % SLOTS) + 1;
      if ((taken.get(slot) ?? 0) <= fewest) break;
    }
    taken.set(slot, (taken.get(slot) ?? 0) + 1);
    return `var(--c${slot})`;
  });
}
