import { IconFocusCentered, IconMinus, IconPlus } from '@tabler/icons-react';
import { type PointerEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import type {
  ServiceMap,
  ServiceMapEdge,
  ServiceMapNode,
} from '../../../../shared/contract/trace-answers.ts';
import { useContextMenu } from '../../../components/ContextMenu.tsx';
import { useSize } from '../../../components/use-size.ts';
import { MapEdge, MapNode } from './MapShapes.tsx';
import css from './map.module.css';
import {
  bestDrawing,
  type MapDrawing,
  MOST_LABELS,
  NODE_HEIGHT,
  NODE_WIDTH,
  neighbourhood,
} from './map-layout.ts';
import { fitted, type MapViewport, panned, revealed, zoomed } from './viewport.ts';

interface MapCanvasProps {
  map: ServiceMap;
  windowMs: number;
  /** Id of the chosen node; empty for none. */
  selected: string;
  onSelect(id: string): void;
  onFilter(node: ServiceMapNode): void;
}

const STEP = 1.25;
/** Below this scale figures could not be read; names alone are drawn, larger. */
const FAR = 0.66;
/** A press that moves less is a click. */
const CLICK_PX = 4;

/** Nodes and calls to pan and zoom; the list beside it says the same to the keyboard. */
export function MapCanvas({ map, windowMs, selected, onSelect, onFilter }: MapCanvasProps) {
  const holder = useRef<HTMLDivElement>(null);
  const pane = useSize(holder);
  const { menu, openMenu } = useContextMenu();
  const [moved, setMoved] = useState<MapViewport | null>(null);
  const [hovered, setHovered] = useState('');
  const drawing = useMemo(() => bestDrawing(map, pane), [map, pane]);
  const viewport = moved ?? fitted(drawing, pane);
  const latest = useRef(viewport);
  latest.current = viewport;
  useWheel(holder, latest, setMoved);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a choice moves the drawing
  useEffect(() => {
    const node = drawing.nodes.find(({ node: { id } }) => id === selected);
    if (node && pane.width > 0)
      setMoved((before) =>
        before ? revealed(before, pane, { ...node, width: NODE_WIDTH, height: NODE_HEIGHT }) : before,
      );
  }, [selected, pane.width]);
  const drag = useDrag(latest, setMoved, () => onSelect(''));
  const focus = hovered || selected;
  const near = focus === '' ? null : neighbourhood(allEdges(drawing), focus);
  const busiest = Math.max(1, ...drawing.edges.map(({ edge }) => edge.calls));
  const zoom = (factor: number) =>
    setMoved(zoomed(latest.current, factor, { x: pane.width / 2, y: pane.height / 2 }));
  return (
    <div ref={holder} className={css.canvas} {...drag}>
      <svg width={pane.width} height={pane.height} role="group" aria-label="Service map">
        <title>{`${drawing.nodes.length} nodes and ${drawing.edges.length} kinds of calls`}</title>
        <g
          data-far={viewport.scale < FAR}
          className={css.drawing}
          transform={`translate(${viewport.x} ${viewport.y}) scale(${viewport.scale})`}
        >
          {drawing.edges.map((placed) => (
            <MapEdge
              key={placed.key}
              placed={placed}
              windowMs={windowMs}
              share={placed.edge.calls / busiest}
              weak={near !== null && !near.edges.has(placed.edge)}
              labelled={
                viewport.scale >= FAR &&
                (near ? near.edges.has(placed.edge) : drawing.edges.length <= MOST_LABELS)
              }
            />
          ))}
          {drawing.nodes.map((placed) => (
            <MapNode
              key={placed.node.id}
              placed={placed}
              windowMs={windowMs}
              selected={placed.node.id === selected}
              weak={near !== null && !near.nodes.has(placed.node.id)}
              onHover={setHovered}
              onSelect={onSelect}
              onFilter={onFilter}
              onContext={(node, event) =>
                openMenu(event, [
                  { label: 'Its traces', onClick: () => onFilter(node) },
                  { label: 'What it calls and who calls it', onClick: () => onSelect(node.id) },
                  { label: 'Copy the name', onClick: () => void navigator.clipboard.writeText(node.name) },
                ])
              }
            />
          ))}
        </g>
      </svg>
      {menu}
      <div className={css.zoom}>
        <ZoomButton label="Zoom in" onClick={() => zoom(STEP)} icon={<IconPlus size={14} />} />
        <ZoomButton label="Zoom out" onClick={() => zoom(1 / STEP)} icon={<IconMinus size={14} />} />
        <ZoomButton label="Fit" onClick={() => setMoved(null)} icon={<IconFocusCentered size={14} />} />
      </div>
    </div>
  );
}

const allEdges = (drawing: MapDrawing): ServiceMapEdge[] => drawing.edges.map(({ edge }) => edge);

/** React's own wheel listener is passive and could not keep the page from zooming. */
function useWheel(
  holder: RefObject<HTMLDivElement | null>,
  latest: RefObject<MapViewport>,
  set: (viewport: MapViewport) => void,
): void {
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const around = { x: event.clientX - box.left, y: event.clientY - box.top };
      set(zoomed(latest.current, Math.exp(-event.deltaY / 400), around));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [holder, latest, set]);
}

function useDrag(latest: RefObject<MapViewport>, set: (viewport: MapViewport) => void, onClick: () => void) {
  const from = useRef<{ x: number; y: number; viewport: MapViewport } | null>(null);
  const isNode = (event: PointerEvent) =>
    (event.target as Element).closest('button, [role="button"]') !== null;
  return {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      if (event.button !== 0 || isNode(event)) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      from.current = { x: event.clientX, y: event.clientY, viewport: latest.current };
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      const start = from.current;
      if (start) set(panned(start.viewport, event.clientX - start.x, event.clientY - start.y));
    },
    onPointerUp(event: PointerEvent<HTMLDivElement>) {
      const start = from.current;
      from.current = null;
      if (start && Math.hypot(event.clientX - start.x, event.clientY - start.y) < CLICK_PX) onClick();
    },
    onPointerCancel() {
      from.current = null;
    },
  };
}

function ZoomButton({ label, icon, onClick }: { label: string; icon: React.ReactNode; onClick(): void }) {
  return (
    <button type="button" className="btn icon small" aria-label={label} title={label} onClick={onClick}>
      {icon}
    </button>
  );
}
