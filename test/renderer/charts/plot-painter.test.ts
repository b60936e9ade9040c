import { expect, test } from 'vitest';
import { PlotPainter } from '../../../renderer/charts/plot-painter.ts';
import type { Plot } from '../../../renderer/charts/plot-paths.ts';
import type { DrawnPath } from '../../../renderer/charts/query-chart-option.ts';

const plot: Plot = {
  window: { startMs: 0, endMs: 300_000 },
  scale: { min: 0, max: 1, ticks: [], log: false },
  margins: { left: 0, right: 0, top: 0, bottom: 0 },
  widthPx: 300,
  heightPx: 100,
};

/** A canvas that remembers the colours of the lines drawn since its size was set, as a real one would lose them. */
function canvas() {
  const strokes: string[] = [];
  const context = { strokeStyle: '', stroke: () => strokes.push(context.strokeStyle) };
  const nothing = () => undefined;
  for (const call of ['scale', 'beginPath', 'rect', 'clip', 'moveTo', 'lineTo', 'fill', 'setLineDash']) {
    Object.assign(context, { [call]: nothing });
  }
  return {
    strokes,
    style: { visibility: 'visible' },
    getContext: () => context,
    set width(_: number) {
      strokes.length = 0;
    },
  };
}

/** Frames that come when told, a given time after one another. */
function clock() {
  const waiting = new Map<number, (nowMs: number) => void>();
  let nowMs = 0;
  let ids = 0;
  return {
    waiting,
    request(draw: (nowMs: number) => void) {
      waiting.set(++ids, draw);
      return ids;
    },
    cancel: (id: number) => waiting.delete(id),
    tick(afterMs = 16) {
      nowMs += afterMs;
      const due = [...waiting.values()];
      waiting.clear();
      for (const draw of due) draw(nowMs);
    },
  };
}

function painted() {
  const frames = clock();
  const canvases = [canvas(), canvas()] as const;
  const painter = new PlotPainter(canvases as unknown as [HTMLCanvasElement, HTMLCanvasElement], { frames });
  const visible = () =>
    canvases.filter(({ style, strokes }) => style.visibility === 'visible' && strokes.length > 0);
  return { frames, painter, visible, shown: () => visible().flatMap(({ strokes }) => strokes) };
}

function* lines(count: number, stroke: string, taken?: () => void): Generator<DrawnPath> {
  for (let i = 0; i < count; i++) {
    taken?.();
    yield {
      shape: { draw: 'line', upper: new Float32Array(600), lower: null, stepPx: 0 },
      style: { stroke },
    };
  }
}

const finish = (frames: ReturnType<typeof clock>, afterMs?: number): number => {
  let count = 0;
  for (; frames.waiting.size > 0; count++) frames.tick(afterMs);
  return count;
};

test('a few lines are drawn at once', () => {
  const { painter, frames, shown } = painted();
  painter.paint(lines(9, 'red'), plot);
  expect(shown()).toHaveLength(9);
  expect(frames.waiting.size).toBe(0);
});

test('hundreds are drawn over several frames, and none is worked out before its turn', () => {
  const { painter, frames, shown } = painted();
  let taken = 0;
  painter.paint(
    lines(500, 'red', () => taken++),
    plot,
  );
  expect(taken).toBeLessThan(50);
  expect(finish(frames)).toBeGreaterThan(3);
  expect(shown()).toHaveLength(500);
});

test('where frames come late, less is drawn in each', () => {
  const quick = painted();
  quick.painter.paint(lines(500, 'red'), plot);
  const slow = painted();
  slow.painter.paint(lines(500, 'red'), plot);
  expect(finish(slow.frames, 60)).toBeGreaterThan(2 * finish(quick.frames, 16));
});

test('a picture whose window moves on stays until the next is whole', () => {
  const { painter, frames, shown } = painted();
  painter.paint(lines(100, 'red'), plot);
  finish(frames);
  painter.paint(lines(100, 'blue'), { ...plot, window: { startMs: 1_000, endMs: 301_000 } });
  frames.tick();
  expect(new Set(shown())).toEqual(new Set(['red']));
  finish(frames);
  expect(shown()).toEqual(new Array(100).fill('blue'));
});

test('a picture of other axes goes at once, for its lines would be read wrongly', () => {
  const { painter, shown } = painted();
  painter.paint(lines(9, 'red'), plot);
  painter.paint(lines(100, 'blue'), { ...plot, scale: { ...plot.scale, max: 50 } });
  expect(new Set(shown())).toEqual(new Set(['blue']));
});

test('what is under way ends with a newer picture, and with the chart', () => {
  const { painter, frames, shown } = painted();
  painter.paint(lines(500, 'red'), plot);
  painter.paint(lines(500, 'blue'), plot);
  expect(frames.waiting.size).toBe(1);
  finish(frames);
  expect(new Set(shown())).toEqual(new Set(['blue']));
  painter.paint(lines(500, 'green'), plot);
  painter.dispose();
  expect(frames.waiting.size).toBe(0);
});
