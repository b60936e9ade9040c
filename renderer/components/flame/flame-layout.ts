/** A tree as columns: parents stand before their children, -1 at the top. */
export interface FlameColumns {
  parent: Int32Array;
  /** How wide a frame is: any measure that adds up, such as nanoseconds. */
  value: Float64Array;
}

/** Where each frame lies, the whole graph being 1 wide; frames in layers from the top. */
export interface FlameLayout {
  left: Float64Array;
  width: Float64Array;
  depth: Uint32Array;
  /** Frames by layer, each layer from left to right. */
  layers: Int32Array[];
  roots: number[];
}

/**
 * Frames below their parents, the widest child first. Children that took longer together than their parent, because
 * they ran side by side, share its width in proportion.
 */
export function layoutFlame({ parent, value }: FlameColumns): FlameLayout {
  const count = parent.length;
  const children: number[][] = Array.from({ length: count }, () => []);
  const roots: number[] = [];
  for (let i = 0; i < count; i++) (parent[i]! < 0 ? roots : children[parent[i]!]!).push(i);
  const layout: FlameLayout = {
    left: new Float64Array(count),
    width: new Float64Array(count),
    depth: new Uint32Array(count),
    layers: [],
    roots,
  };
  place(roots, value, layout, 0, 1, sum(roots, value), 0);
  let layer = roots;
  for (let depth = 0; layer.length > 0; depth++) {
    layout.layers.push(Int32Array.from(layer));
    const below: number[] = [];
    for (const frame of layer) {
      const own = children[frame]!;
      if (own.length === 0) continue;
      const whole = Math.max(value[frame]!, sum(own, value));
      place(own, value, layout, layout.left[frame]!, layout.width[frame]!, whole, depth + 1);
      below.push(...own);
    }
    layer = below;
  }
  return layout;
}

const sum = (frames: number[], value: Float64Array): number =>
  frames.reduce((total, frame) => total + value[frame]!, 0);

/** Sorts the frames by width and lays them side by side from `left`; `whole` of their value fills `width`. */
function place(
  frames: number[],
  value: Float64Array,
  layout: FlameLayout,
  left: number,
  width: number,
  whole: number,
  depth: number,
): void {
  frames.sort((a, b) => value[b]! - value[a]! || a - b);
  let at = left;
  for (const frame of frames) {
    const own = whole > 0 ? (value[frame]! / whole) * width : 0;
    layout.left[frame] = at;
    layout.width[frame] = own;
    layout.depth[frame] = depth;
    at += own;
  }
}

/** Part of the graph that is drawn: from where, how wide, and under which frame (-1 for all). */
export interface FlameView {
  frame: number;
  left: number;
  width: number;
}

export const wholeFlame: FlameView = { frame: -1, left: 0, width: 1 };

/** The frame as wide as the whole; its ancestors stay above it at full width. */
export const viewOf = (layout: FlameLayout, frame: number): FlameView =>
  frame < 0 || !(layout.width[frame]! > 0)
    ? wholeFlame
    : { frame, left: layout.left[frame]!, width: layout.width[frame]! };

/** Left edge and width in px, cut to the canvas; null when nothing of it is in sight. */
export function frameBox(
  layout: FlameLayout,
  view: FlameView,
  canvasWidth: number,
  frame: number,
): { x: number; width: number } | null {
  const x = ((layout.left[frame]! - view.left) / view.width) * canvasWidth;
  const end = x + (layout.width[frame]! / view.width) * canvasWidth;
  const [from, to] = [Math.max(0, x), Math.min(canvasWidth, end)];
  return to - from > 0 ? { x: from, width: to - from } : null;
}

/** The frame at a share of the canvas' width in a layer; -1 for none. Layers are in order, so it is looked for by halves. */
export function frameAt(layout: FlameLayout, view: FlameView, layer: number, share: number): number {
  const frames = layout.layers[layer];
  if (!frames || frames.length === 0) return -1;
  const place = view.left + share * view.width;
  let low = 0;
  let high = frames.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (layout.left[frames[middle]!]! <= place) low = middle;
    else high = middle - 1;
  }
  const frame = frames[low]!;
  const from = layout.left[frame]!;
  return place >= from && place < from + layout.width[frame]! ? frame : -1;
}

/** The frame that an arrow key leads to; the same one where there is none. */
export function neighbour(
  { parent }: Pick<FlameColumns, 'parent'>,
  layout: FlameLayout,
  frame: number,
  key: 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight',
): number {
  if (frame < 0) return layout.layers[0]?.[0] ?? -1;
  if (key === 'ArrowUp') return parent[frame]! < 0 ? frame : parent[frame]!;
  const depth = layout.depth[frame]!;
  if (key === 'ArrowDown') return layout.layers[depth + 1]?.find((each) => parent[each] === frame) ?? frame;
  const layer = layout.layers[depth]!;
  const at = layer.indexOf(frame) + (key === 'ArrowLeft' ? -1 : 1);
  return layer[at] ?? frame;
}
