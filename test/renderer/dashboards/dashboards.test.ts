import { expect, test } from 'vitest';
import { readable } from '../../../renderer/views/dashboards/data/colour.ts';
import { Gate } from '../../../renderer/views/dashboards/data/gate.ts';
import {
  added,
  changed,
  duplicated,
  newDraft,
  nudged,
  placed,
  redone,
  removed,
  undone,
} from '../../../renderer/views/dashboards/page/edit-state.ts';
import { connected } from '../../../renderer/views/dashboards/panels/chart-lines.ts';
import { newDashboard, newPanel } from '../../../shared/dashboards/model.ts';

const dashboard = newDashboard({
  title: 'x',
  panels: [
    newPanel({ id: 1, kind: 'stat', grid: { x: 0, y: 0, w: 12, h: 4 } }),
    newPanel({ id: 2, kind: 'stat', grid: { x: 12, y: 0, w: 12, h: 4 } }),
  ],
});
const places = ({ panels }: typeof dashboard) => panels.map(({ id, grid: { x, y } }) => [id, x, y]);

test('no more questions than the gate lets through are under way, and all are answered', async () => {
  const gate = new Gate(2);
  let inside = 0;
  let most = 0;
  const { signal } = new AbortController();
  const answers = await Promise.all(
    Array.from({ length: 9 }, (_, i) =>
      gate.run(async () => {
        most = Math.max(most, ++inside);
        await Promise.resolve();
        inside--;
        return i;
      }, signal),
    ),
  );
  expect([most, answers]).toEqual([2, [0, 1, 2, 3, 4, 5, 6, 7, 8]]);
});

test('one that is cancelled leaves the line and holds up nobody', async () => {
  const gate = new Gate(1);
  let release = (): void => undefined;
  const first = gate.run(
    () => new Promise<void>((resolve) => (release = resolve)),
    new AbortController().signal,
  );
  const cancelled = new AbortController();
  const second = gate.run(async () => 'second', cancelled.signal);
  const third = gate.run(async () => 'third', new AbortController().signal);
  cancelled.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
  release();
  await first;
  expect(await third).toBe('third');
});

test('changes are undone and redone, typing as one step', () => {
  const titled = (title: string) => ({ ...dashboard, title });
  let draft = newDraft(dashboard, 1);
  for (const title of ['a', 'ab', 'abc']) draft = changed(draft, titled(title), 'title');
  draft = changed(draft, titled('other'), 'range');
  expect(undone(draft).now.title).toBe('abc');
  expect(undone(undone(draft)).now.title).toBe('x');
  expect(redone(undone(draft)).now.title).toBe('other');
  expect(undone(newDraft(dashboard, 1)).now).toBe(dashboard);
});

test('a new panel stands on top, a copy beside its panel, and a removed one leaves no hole', () => {
  const { dashboard: more, id } = added(dashboard, 'text');
  expect(places(more)).toEqual([
    [id, 0, 0],
    [1, 0, 4],
    [2, 12, 0],
  ]);
  expect(places(duplicated(dashboard, 1)).length).toBe(3);
  expect(places(removed(more, id))).toEqual(places(dashboard));
});

test('arrows move a panel past its neighbour', () => {
  const stacked = placed(dashboard, 2, { x: 0, y: 4, w: 12, h: 4 });
  expect(places(stacked)).toEqual([
    [1, 0, 0],
    [2, 0, 4],
  ]);
  const own = stacked.panels[0]?.grid ?? { x: 0, y: 0, w: 1, h: 1 };
  const next = nudged(own, 'ArrowDown', false, stacked.panels, 1);
  expect(next && places(placed(stacked, 1, next))).toEqual([
    [1, 0, 4],
    [2, 0, 0],
  ]);
  expect(nudged(own, 'x', false, stacked.panels, 1)).toBeNull();
});

test('gaps are drawn over in a straight line, ends stay open', () => {
  expect([...connected(Float64Array.of(Number.NaN, 1, Number.NaN, 3, Number.NaN))]).toEqual([
    Number.NaN,
    1,
    2,
    3,
    Number.NaN,
  ]);
});

test('colours too dark or too light for one of the themes keep their hue', () => {
  expect(readable('#7eb26d')).toBe('#7eb26d');
  expect(readable('#052b51')).toMatch(/^#[0-9a-f]{6}$/);
  expect(readable('#052b51')).not.toBe('#052b51');
  expect(readable('#ffffff')).not.toBe('#ffffff');
});
