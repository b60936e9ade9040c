import { type FlameLayout, type FlameView, frameBox } from './flame-layout.ts';

export const FRAME_HEIGHT = 20;
const GAP = 1;
/** Narrower frames are drawn as one strip without a border, and are not told apart. */
const LEAST_PX = 0.4;
const TEXT_PX = 28;
const CHAR_PX = 6.6;

export interface FlamePaint {
  /** Resolved CSS colours. */
  colour(frame: number): string;
  label(frame: number): string;
  /** Drawn weaker: not what is searched for. */
  weak(frame: number): boolean;
  text: string;
  background: string;
  accent: string;
  font: string;
}

/** Draws the layers in sight, from `top` px on; frames keep their service's colour as a strip and a tint. */
export function drawFlame(
  context: CanvasRenderingContext2D,
  layout: FlameLayout,
  view: FlameView,
  size: { width: number; height: number },
  top: number,
  focus: { selected: number; hovered: number },
  paint: FlamePaint,
): void {
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.fillStyle = paint.background;
  context.fillRect(0, 0, size.width, size.height);
  context.font = paint.font;
  context.textBaseline = 'middle';
  const first = Math.max(0, Math.floor(top / FRAME_HEIGHT));
  const last = Math.min(layout.layers.length - 1, Math.ceil((top + size.height) / FRAME_HEIGHT));
  for (let layer = first; layer <= last; layer++) {
    const y = layer * FRAME_HEIGHT - top;
    for (const frame of layout.layers[layer]!) {
      const box = frameBox(layout, view, size.width, frame);
      if (box && box.width >= LEAST_PX) drawFrame(context, frame, { ...box, y }, focus, paint);
    }
  }
}

function drawFrame(
  context: CanvasRenderingContext2D,
  frame: number,
  { x, y, width }: { x: number; y: number; width: number },
  { selected, hovered }: { selected: number; hovered: number },
  paint: FlamePaint,
): void {
  const height = FRAME_HEIGHT - GAP;
  const inner = width > 2 ? width - GAP : width;
  const weak = paint.weak(frame);
  context.fillStyle = paint.colour(frame);
  context.globalAlpha = weak ? 0.1 : frame === hovered ? 0.5 : 0.32;
  context.fillRect(x, y, inner, height);
  context.globalAlpha = weak ? 0.3 : 1;
  if (width > 6) context.fillRect(x, y, 3, height);
  if (width > TEXT_PX) {
    context.fillStyle = paint.text;
    context.globalAlpha = weak ? 0.45 : 1;
    context.fillText(
      cut(paint.label(frame), Math.floor((width - 14) / CHAR_PX)),
      x + 8,
      y + height / 2 + 0.5,
    );
  }
  context.globalAlpha = 1;
  if (frame === selected) {
    context.strokeStyle = paint.accent;
    context.lineWidth = 2;
    context.strokeRect(x + 1, y + 1, Math.max(1, inner - 2), height - 2);
  }
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : most < 2 ? '' : `${text.slice(0, most - 1)}…`;
