/** Where a drawing stands in its pane: screen = drawing × scale + offset. */
export interface MapViewport {
  x: number;
  y: number;
  scale: number;
}

interface Size {
  width: number;
  height: number;
}

const LEAST = 0.15;
const MOST = 2.5;
const MARGIN = 16;

/** The whole drawing in the middle of the pane, never larger than life. */
export function fitted(drawing: Size, pane: Size): MapViewport {
  if (drawing.width === 0 || drawing.height === 0) return { x: 0, y: 0, scale: 1 };
  const scale = Math.max(
    LEAST,
    Math.min(1, (pane.width - 2 * MARGIN) / drawing.width, (pane.height - 2 * MARGIN) / drawing.height),
  );
  return {
    scale,
    x: (pane.width - drawing.width * scale) / 2,
    y: (pane.height - drawing.height * scale) / 2,
  };
}

/** Larger or smaller around a place of the pane, which stays where it is. */
export function zoomed(viewport: MapViewport, factor: number, around: { x: number; y: number }): MapViewport {
  const scale = Math.min(MOST, Math.max(LEAST, viewport.scale * factor));
  const change = scale / viewport.scale;
  return {
    scale,
    x: around.x - (around.x - viewport.x) * change,
    y: around.y - (around.y - viewport.y) * change,
  };
}

export const panned = (viewport: MapViewport, dx: number, dy: number): MapViewport => ({
  ...viewport,
  x: viewport.x + dx,
  y: viewport.y + dy,
});

/** The least move that brings a box of the drawing wholly into the pane. */
export function revealed(
  viewport: MapViewport,
  pane: Size,
  box: { x: number; y: number; width: number; height: number },
): MapViewport {
  const shift = (from: number, length: number, room: number) =>
    from < MARGIN
      ? MARGIN - from
      : from + length > room - MARGIN
        ? Math.max(MARGIN - from, room - MARGIN - from - length)
        : 0;
  const left = (box.x - box.width / 2) * viewport.scale + viewport.x;
  const top = (box.y - box.height / 2) * viewport.scale + viewport.y;
  return panned(
    viewport,
    shift(left, box.width * viewport.scale, pane.width),
    shift(top, box.height * viewport.scale, pane.height),
  );
}
