import type { Disposable } from '../../shared/util/disposable.ts';
import { type Plot, penArea, penBars, penCells, penLine, plotHeight, plotWidth } from './plot-paths.ts';
import type { DrawnPath, PlotShape } from './query-chart-option.ts';

/** Points drawn at once before the browser may show a frame: thirty lines of a usual query, a stack of ten. */
const FIRST_SLICE = 9_000;
const SMALLEST_SLICE = 1_500;
/** The browser fills what was drawn only after the slice, so that a slice costs more than its own time. */
const LARGEST_SLICE = 20_000;
/** Between frames: below the one a slice may grow, above the other it shrinks. */
const QUICK_MS = 22;
const SLOW_MS = 34;

/** The browser's clock of frames; a test's own. */
export interface Frames {
  request(draw: (nowMs: number) => void): number;
  cancel(id: number): void;
}

const browserFrames: Frames = {
  request: (draw) => requestAnimationFrame(draw),
  cancel: (id) => cancelAnimationFrame(id),
};

/**
 * Draws many paths over several frames, so that hundreds of them never hold up the page. Owns two canvases that lie
 * on one another: an earlier picture of the same frame stays until the new one is whole, and any other goes at once.
 */
export class PlotPainter implements Disposable {
  readonly #frames: Frames;
  readonly #ratio: number;
  #front: HTMLCanvasElement;
  #back: HTMLCanvasElement;
  #shown: Plot | null = null;
  #pending: number | null = null;

  constructor(
    canvases: [HTMLCanvasElement, HTMLCanvasElement],
    { frames = browserFrames, ratio = 1 }: { frames?: Frames; ratio?: number } = {},
  ) {
    [this.#front, this.#back] = canvases;
    this.#frames = frames;
    this.#ratio = ratio;
  }

  /** Begins anew with these; what was under way is left. Paths are taken one by one, when there is time for them. */
  paint(paths: Iterable<DrawnPath>, plot: Plot): void {
    this.dispose();
    const steady = this.#shown !== null && sameFrame(this.#shown, plot);
    const target = steady ? this.#back : this.#front;
    const context = begin(target, plot, this.#ratio);
    if (!context) return;
    if (!steady) this.#back.style.visibility = 'hidden';
    this.#shown = steady ? this.#shown : plot;
    const rest = paths[Symbol.iterator]();
    const finish = () => {
      this.#shown = plot;
      if (steady) this.#swap();
    };
    this.#slices(context, rest, finish);
  }

  dispose(): void {
    if (this.#pending !== null) this.#frames.cancel(this.#pending);
    this.#pending = null;
  }

  #slices(context: CanvasRenderingContext2D, rest: Iterator<DrawnPath>, finish: () => void): void {
    let slice = FIRST_SLICE;
    let lastMs = Number.NaN;
    const draw = (nowMs: number) => {
      this.#pending = null;
      if (nowMs - lastMs > SLOW_MS) slice = Math.max(SMALLEST_SLICE, slice / 2);
      else if (nowMs - lastMs < QUICK_MS) slice = Math.min(LARGEST_SLICE, slice * 1.5);
      lastMs = nowMs;
      if (paintSome(context, rest, slice)) this.#pending = this.#frames.request(draw);
      else finish();
    };
    draw(Number.NaN);
  }

  #swap(): void {
    [this.#front, this.#back] = [this.#back, this.#front];
    this.#front.style.visibility = 'visible';
    this.#back.style.visibility = 'hidden';
  }
}

/** A window that moved on counts as the same: the picture of a moment ago is better than none. */
function sameFrame(a: Plot, b: Plot): boolean {
  const length = ({ window }: Plot) => window.endMs - window.startMs;
  return (
    a.widthPx === b.widthPx &&
    a.heightPx === b.heightPx &&
    length(a) === length(b) &&
    Math.abs(b.window.startMs - a.window.startMs) < length(a) / 10 &&
    a.scale.min === b.scale.min &&
    a.scale.max === b.scale.max &&
    a.scale.log === b.scale.log
  );
}

/** An empty canvas that draws inside the plot only; a line that lies on its edge is not cut. */
function begin(canvas: HTMLCanvasElement, plot: Plot, ratio: number): CanvasRenderingContext2D | null {
  canvas.width = Math.round(plot.widthPx * ratio);
  canvas.height = Math.round(plot.heightPx * ratio);
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.scale(ratio, ratio);
  context.beginPath();
  context.rect(plot.margins.left, plot.margins.top - 1, plotWidth(plot), plotHeight(plot) + 2);
  context.clip();
  return context;
}

/** Draws paths of about so many points; false when there were no more. */
function paintSome(context: CanvasRenderingContext2D, rest: Iterator<DrawnPath>, points: number): boolean {
  let left = points;
  while (left > 0) {
    const next = rest.next();
    if (next.done) return false;
    paintPath(context, next.value);
    const { upper, lower } = next.value.shape;
    left -= (upper.length + (lower?.length ?? 0)) / 2;
  }
  return true;
}

function paintPath(context: CanvasRenderingContext2D, { shape, style }: DrawnPath): void {
  context.globalAlpha = style.opacity ?? 1;
  context.beginPath();
  tracePath(context, shape);
  if (style.fill) {
    context.fillStyle = style.fill;
    context.fill();
  }
  if (!style.stroke) return;
  context.strokeStyle = style.stroke;
  context.lineWidth = style.lineWidth ?? 1;
  context.lineJoin = style.lineJoin ?? 'round';
  context.lineCap = style.lineCap ?? 'butt';
  context.setLineDash(style.lineDash ?? []);
  context.stroke();
}

function tracePath(pen: CanvasRenderingContext2D, { draw, upper, lower, stepPx }: PlotShape): void {
  if (draw === 'cells') penCells(pen, upper);
  else if (draw === 'line' || !lower) penLine(pen, upper);
  else if (draw === 'area') penArea(pen, upper, lower);
  else penBars(pen, upper, lower, stepPx);
}
