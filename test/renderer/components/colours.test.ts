import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ColourBook, type ColourStore } from '../../../renderer/components/colours.ts';

function memory(): ColourStore & { entries: [string, number][] } {
  const store = {
    entries: [] as [string, number][],
    load: () => store.entries,
    save(entries: [string, number][]) {
      store.entries = entries;
    },
  };
  return store;
}

test('a name keeps its colour, whoever comes later and after a restart', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 40 }), (names) => {
      const store = memory();
      const first = names.map((name) => new ColourBook(store).slot(name));
      const later = new ColourBook(store);
      expect(names.map((name) => later.slot(name))).toEqual(first);
    }),
  );
});

test('the first eight names have the eight colours that stay apart, the next four the rest', () => {
  const book = new ColourBook(memory());
  const slots = Array.from({ length: 12 }, (_, i) => book.slot(`service-${i}`));
  expect(slots.slice(0, 8).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(slots.slice(8).sort((a, b) => a - b)).toEqual([9, 10, 11, 12]);
});

test('alone, a name has the same colour on every machine', () => {
  expect(new ColourBook(memory()).slot('orders')).toBe(new ColourBook(memory()).slot('orders'));
});

test('what is stored and makes no sense is passed over', () => {
  const store = memory();
  store.entries = [['api', 99]];
  expect(new ColourBook(store).slot('api')).toBeLessThanOrEqual(12);
});
